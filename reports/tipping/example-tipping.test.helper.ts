/** A search that found its turn. */
import type { TippingResult, TriedPoint } from '../../engine/contract/tipping-result.ts'
import type { ReportedTipping } from './reported-tipping.ts'

export const triedPoint = (step: number, value: number | null, state: TriedPoint['state']): TriedPoint => ({
  step,
  order: step + 1,
  replications: 32,
  knowing: value === null ? 0 : 32,
  meeting: state === 'holds' ? 32 : state === 'undecided' ? 6 : 0,
  value,
  low: value === null ? null : value - 0.001,
  high: value === null ? null : Math.min(1, value + 0.001),
  state,
})

export const tippingResult: TippingResult = {
  condition: {
    text: 'availability_ratio < 99%',
    aggregate: 'mean',
    share: null,
    metric: 'availability_ratio',
    workload: '*',
    operator: '<',
    limit: 0.99,
  },
  points: [
    triedPoint(0, 1, 'fails'),
    triedPoint(3, 0.9905, 'undecided'),
    triedPoint(5, 0.98, 'holds'),
    triedPoint(10, 0.5, 'holds'),
  ],
  turns: [{ from: 0, to: 5, becomes: 'holds' }],
  found: { from: 0, to: 5, becomes: 'holds' },
  isNarrow: true,
  basis: 'interval',
  replicationsMax: 32,
}

export const exampleTipping = (
  own: Partial<ReportedTipping> = {},
  of: Partial<TippingResult> = {},
): ReportedTipping => ({
  result: { ...tippingResult, ...of },
  path: 'faults[0].factor',
  lastStep: 10,
  isLogarithmic: false,
  settingAt: (step) => ({ value: step * 2, number: step * 2 }),
  fewReadyAt: [],
  ...own,
})

export const tippingFacts = {
  version: '1',
  scenario: 's',
  seed: '1',
  kubernetesVersion: '1.36',
  replications: 128,
  notes: [],
  limits: [],
}
