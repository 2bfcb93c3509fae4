/**
 * How fast the measured machine was, from time to time: all calls that are under way together are slow together. `callLaw` says how long calls take, the
 * pace which of them are alike: so a batch of calls takes as long as one of them, and not as long as the slowest of many that know nothing of each other.
 */
import { DistributionBuilder, type DistributionSpec, sample } from '../../engine/kernel/distribution.ts'
import { createStreams, purposeKey, seedStream } from '../../engine/kernel/random-stream.ts'
import type { ClusterState } from '../../engine/model/cluster-state.ts'
import { callLaw, slowerEach } from './api-law.ts'

/** The two parts of `callLaw`: the machine as it mostly was, and while it was busy with something else. */
const [calm, busy] = callLaw.parts.map(({ weight, of }) => ({ weight, ...of }))
/** Measured: two calls 50 ms apart are alike (the correlation of their logarithms is 0.34), 300 ms apart half as much, and a second apart not. */
const busyUs = 300_000
const calmUs = (busyUs * calm.weight) / busy.weight

const laws = {
  call: { kind: 'lognormal', median: calm.median, sigma: calm.sigma },
  /** Of a spell: what is left of the busy part when each call has scattered as the calm ones. */
  factor: {
    kind: 'lognormal',
    median: busy.median / calm.median,
    sigma: Math.sqrt(busy.sigma * busy.sigma - calm.sigma * calm.sigma),
  },
  calmSpell: { kind: 'exponential', mean: calmUs },
  busySpell: { kind: 'exponential', mean: busyUs },
} as const satisfies Record<string, DistributionSpec>

class Pace {
  private readonly streams = createStreams(2)
  private readonly built: ReturnType<DistributionBuilder['build']>
  private readonly ids: Readonly<Record<keyof typeof laws, number>>
  /** Begins of spells, and how much longer calls take in each; they take turns. */
  private readonly begins: number[] = [0]
  private readonly factors: number[] = [1]
  private endUs: number
  /** Calls that may still be under way: begin and end. */
  private underWay: { readonly atUs: number; readonly endUs: number }[] = []

  constructor(seed: string) {
    const builder = new DistributionBuilder()
    this.ids = {
      call: builder.add(laws.call),
      factor: builder.add(laws.factor),
      calmSpell: builder.add(laws.calmSpell),
      busySpell: builder.add(laws.busySpell),
    }
    this.built = builder.build()
    for (const [row, name] of ['spells', 'calls'].entries())
      seedStream(this.streams, row, purposeKey(seed, 0, 'pace'), name)
    this.endUs = this.draw('calmSpell', 0)
  }

  /** How long a call takes that begins at that time: the longer the more others are under way. */
  callUs(atUs: number, nowUs: number): number {
    this.underWay = this.underWay.filter(({ endUs }) => endUs > nowUs)
    const others = this.underWay.filter((call) => call.atUs <= atUs && call.endUs > atUs).length
    const lengthUs = Math.round(this.aloneUs(atUs) * (1 + slowerEach * others))
    this.underWay.push({ atUs, endUs: atUs + lengthUs })
    return lengthUs
  }

  private aloneUs(atUs: number): number {
    while (this.endUs <= atUs) {
      const isBusy = this.factors.length % 2 === 1
      this.begins.push(this.endUs)
      this.factors.push(isBusy ? this.draw('factor', 0) : 1)
      this.endUs += this.draw(isBusy ? 'busySpell' : 'calmSpell', 0)
    }
    let spell = this.begins.length - 1
    while (this.begins[spell]! > atUs) spell--
    return this.draw('call', 1) * this.factors[spell]!
  }

  private draw(law: keyof typeof laws, row: number): number {
    return sample(this.built, this.ids[law], this.streams, row)
  }
}

const paces = new WeakMap<ClusterState, Pace>()

/** How fast the API of that run is. */
export function paceOf(state: ClusterState): Pace {
  let pace = paces.get(state)
  if (pace === undefined) {
    pace = new Pace(state.spec.masterSeed)
    paces.set(state, pace)
  }
  return pace
}
