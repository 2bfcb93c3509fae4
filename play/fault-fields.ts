/** What can be changed of a fault: when it is, how long it lasts, how bad it is, and how many it hits. */
import type { FaultSpec, Share } from '../engine/contract/cluster-spec.ts'
import type { MarkedFault } from '../reports/charts/marked-faults.ts'
import type { Field } from './fields.ts'

/** @param durationUs of the run: a fault that starts later would be none. */
export function faultFields(durationUs: number): readonly Field<FaultSpec>[] {
  const last = Math.max(0, Math.ceil(durationUs / 1e6) - 1)
  return [
    {
      name: 'at',
      unit: 's',
      scale: 'whole',
      min: 0,
      max: last,
      mostMax: last,
      read: ({ atUs }) => atUs / 1e6,
      write: (fault, value) => ({ ...fault, atUs: value * 1e6 }),
    },
    {
      name: 'for',
      unit: 's',
      scale: 'whole',
      min: 1,
      max: 300,
      read: (fault) => ('forUs' in fault && Number.isFinite(fault.forUs) ? fault.forUs! / 1e6 : undefined),
      write: (fault, value) => ('forUs' in fault ? { ...fault, forUs: value * 1e6 } : fault),
    },
    {
      name: 'factor',
      unit: '×',
      scale: 'decades',
      min: 1,
      max: 1000,
      read: (fault) => ('factor' in fault && Number.isFinite(fault.factor) ? fault.factor : undefined),
      write: (fault, value) => ('factor' in fault ? { ...fault, factor: value } : fault),
    },
    shareField(
      'count',
      '',
      10,
      (share) => (share !== 'all' && 'count' in share ? share.count : undefined),
      (count) => ({ count }),
    ),
    shareField('of the target', '%', 100, fractionOf, (value) =>
      value >= 100 ? 'all' : { fraction: value / 100 },
    ),
    {
      name: 'replicas',
      unit: '',
      scale: 'whole',
      min: 0,
      max: 10,
      read: (fault) => ('replicas' in fault ? fault.replicas : undefined),
      write: (fault, value) => ('replicas' in fault ? { ...fault, replicas: value } : fault),
    },
  ]
}

function fractionOf(share: Share): number | undefined {
  if (share === 'all') return 100
  return 'fraction' in share ? 100 * share.fraction : undefined
}

function shareField(
  name: string,
  unit: string,
  max: number,
  read: (share: Share) => number | undefined,
  write: (value: number) => Share,
): Field<FaultSpec> {
  return {
    name,
    unit,
    scale: unit === '%' ? 'tenths' : 'whole',
    min: unit === '%' ? 0.1 : 1,
    max,
    ...(unit === '%' ? { mostMax: 100 } : {}),
    read: (fault) => ('share' in fault ? read(fault.share) : undefined),
    write: (fault, value) => ('share' in fault ? { ...fault, share: write(value) } : fault),
  }
}

/** The marks of faults that sliders have moved. */
export function movedMarks(
  marks: readonly MarkedFault[],
  faults: readonly FaultSpec[],
  durationUs: number,
): MarkedFault[] {
  return marks.map((mark, index) => {
    const fault = faults[index]!
    const endUs = 'forUs' in fault && fault.forUs !== undefined ? fault.atUs + fault.forUs : undefined
    const to = mark.to === null || endUs === undefined ? null : Math.min(endUs, durationUs) / 1e6
    return { ...mark, from: fault.atUs / 1e6, to }
  })
}
