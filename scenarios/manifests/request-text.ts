/** Amounts that pods ask for, as messages say them. */
import { ephemeralStorage } from '../../engine/contract/cluster-spec.ts'
import type { Requests } from './pod-reader.ts'

/** `4 CPU and 512Mi and 1 nvidia.com/gpu`. */
export function requestsText({ cpu, memory, devices }: Requests): string {
  return [
    ...(cpu > 0 ? [`${cpu} CPU`] : []),
    ...(memory > 0 ? [mebibytesText(memory)] : []),
    ...Object.entries(devices).map(([name, count]) =>
      name === ephemeralStorage ? amountText(name, count) : `${count} ${name}`,
    ),
  ].join(' and ')
}

/** `4 CPU`, `512Mi of memory`. @param amount in thousandths of a core, bytes or pieces. */
export function amountText(name: string, amount: number): string {
  if (name === 'cpu') return `${amount / 1000} CPU`
  const isBytes = name === 'memory' || name === ephemeralStorage
  return isBytes ? `${mebibytesText(amount)} of ${name}` : `${amount} ${name}`
}

function mebibytesText(bytes: number): string {
  return `${Math.ceil(bytes / (1024 * 1024))}Mi`
}
