/** What StatefulSets and DaemonSets ask of their controllers (W3, W4). The rules of the API have checked the fields. */
import type { Amount, DaemonSetSpec, StatefulSetSpec } from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { countField } from './field.ts'

export function readStatefulSet(spec: Located, report: Report): StatefulSetSpec {
  const strategy = spec.get('updateStrategy')
  const rolling = strategy.get('rollingUpdate')
  return {
    isOrdered: spec.get('podManagementPolicy').value !== 'Parallel',
    firstOrdinal: countField(spec.at('ordinals', 'start'), report) ?? 0,
    minReadyUs: minReadyUs(spec, report),
    update: isOnDelete(strategy)
      ? 'OnDelete'
      : {
          partition: countField(rolling.get('partition'), report) ?? 0,
          maxUnavailable: amountOf(rolling.get('maxUnavailable')) ?? { count: 1 },
        },
  }
}

export function readDaemonSet(spec: Located, report: Report): DaemonSetSpec {
  const strategy = spec.get('updateStrategy')
  const rolling = strategy.get('rollingUpdate')
  return {
    minReadyUs: minReadyUs(spec, report),
    update: isOnDelete(strategy)
      ? 'OnDelete'
      : {
          maxUnavailable: amountOf(rolling.get('maxUnavailable')) ?? { count: 1 },
          maxSurge: amountOf(rolling.get('maxSurge')) ?? { count: 0 },
        },
  }
}

function minReadyUs(spec: Located, report: Report): number {
  return (countField(spec.get('minReadySeconds'), report) ?? 0) * 1_000_000
}

function isOnDelete(strategy: Located): boolean {
  return strategy.get('type').value === 'OnDelete'
}

function amountOf(at: Located): Amount | undefined {
  if (typeof at.value === 'number') return { count: at.value }
  return typeof at.value === 'string' ? { percent: Number.parseInt(at.value, 10) || 0 } : undefined
}
