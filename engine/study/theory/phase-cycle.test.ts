import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { latency } from '../../../tests/support/one-workload.ts'
import { behavior, constant } from '../../../tests/support/spec.ts'
import type { BehaviorSpec, DistributionSpec } from '../../contract/cluster-spec.ts'
import { ProbeAnswers, type ProbeSetting } from './failure-detector.ts'

const test = suite('phases on the grid of a probe')

const exponential = (seconds: number): DistributionSpec => ({ kind: 'exponential', mean: seconds * 1e6 })
const setting = (periodSeconds: number, failureThreshold: number, successThreshold = 1): ProbeSetting => ({
  initialDelaySeconds: 0,
  periodSeconds,
  timeoutSeconds: 1,
  successThreshold,
  failureThreshold,
})

/** Certain answers between phases, none within them. */
function sharp(every: DistributionSpec, length: DistributionSpec): Partial<BehaviorSpec> {
  return { latency: latency(0.01), slow: { every, for: length, factor: Infinity } }
}

function near(found: number, expected: number, within: number, what: string): void {
  assert.ok(Math.abs(found / expected - 1) <= within, `${what}: ${found} instead of ${expected}`)
}

/** Two states in continuous time, slow at a rate and calm again at another: runs meet a chain of two states, which is solved by hand. */
test('exponential gaps and lengths: as the chain of two states says', () => {
  for (const [period, gap, length] of [
    [10, 600, 60],
    [54, 646, 24],
    [5, 100, 4],
    [30, 40, 50],
  ]) {
    const rate = 1 / gap + 1 / length
    const share = length / (gap + length)
    const after = (seconds: number): number => share * -Math.expm1(-rate * seconds)
    const begins = after(period)
    const stays = share + (1 - share) * Math.exp(-rate * period)
    const x = solveTwoInARow(begins, stays)
    const answers = new ProbeAnswers(
      behavior({ ...sharp(exponential(gap), exponential(length)), start: [constant(0)] }),
      'liveness',
    )
    const { ratePerSecond } = answers.restarts(setting(period, 2))
    near(1 / (period * ratePerSecond), x(after(period - 1)), 0.002, `${period} ${gap} ${length}`)
  }
})

/** Mean number of runs until two in a row fail, by the probability that the first of them meets a phase. */
function solveTwoInARow(begins: number, stays: number): (first: number) => number {
  // c: from a calm run on, that run included; s: from a slow run on, after a success or at first.
  // c = 1 + (1 - begins) c + begins s; s = 1 + stays x 1 + (1 - stays) c.
  const c = (1 + begins * (1 + stays)) / (begins - begins * (1 - stays))
  const s = 1 + stays + (1 - stays) * c
  return (first) => first * s + (1 - first) * c
}

test('a phase that is long against the threshold makes one mistake, a short one none by itself', () => {
  const long = new ProbeAnswers(behavior(sharp(exponential(36_000), constant(100))), 'liveness')
  // Killed by the third run at the latest, so that every phase of four or more runs kills.
  near(long.restarts(setting(10, 3)).ratePerSecond * 36_000, 1, 0.002, 'long')
  const short = new ProbeAnswers(behavior(sharp(constant(36_000), constant(15))), 'liveness')
  assert.is(short.restarts(setting(10, 3)).ratePerSecond, 0)
})

/** How likely so many runs in a row fail among `runs`, by every outcome of them. */
function byOutcomes(runs: number, failure: number, inARow: number): number {
  let sum = 0
  for (let outcome = 0; outcome < 1 << runs; outcome++) {
    const failures = Array.from({ length: runs }, (_, run) => (outcome >> run) & 1)
    if (!failures.join('').includes('1'.repeat(inARow))) continue
    sum += failures.reduce((chance, failed) => chance * (failed === 1 ? failure : 1 - failure), 1)
  }
  return sum
}

test('P9: a phase of so many runs makes a mistake as often as counting all outcomes finds', () => {
  const gap = 1e7
  for (const failure of [0.3, 0.8]) {
    // Within the timeout of 1 s between phases, up to 1 / (1 - failure) seconds in one.
    const factor = 1 / 0.99 / (1 - failure)
    const even: DistributionSpec = { kind: 'uniform', low: 0, high: 0.99e6 }
    for (let runs = 1; runs <= 9; runs++) {
      const does = behavior({
        latency: { startup: even, readiness: even, liveness: even },
        slow: { every: exponential(gap), for: constant(10 * runs), factor },
      })
      const answers = new ProbeAnswers(does, 'liveness')
      for (let threshold = 1; threshold <= Math.min(4, runs); threshold++) {
        const { ratePerSecond } = answers.restarts(setting(10, threshold))
        near(
          ratePerSecond * gap,
          byOutcomes(runs, failure, threshold),
          1e-4,
          `${failure} ${runs} ${threshold}`,
        )
      }
    }
  }
})

test('mistakes that need two phases of 15 s: the share of runs within one, times what the next covers', () => {
  const gap = 36_000
  const answers = new ProbeAnswers(behavior(sharp(exponential(gap), constant(15))), 'liveness')
  // The run lies anywhere in the first phase, u from its start; the next run 22 s later meets a phase that began within 15 s.
  const pairs = (15 / 22) * ((32 + 56 + 105) / 15 / gap)
  near(answers.restarts(setting(22, 2)).ratePerSecond * (gap + 15), pairs, 0.01, 'pairs')
})

test('mistakes that need many phases are not taken for none', () => {
  const answers = new ProbeAnswers(behavior(sharp(exponential(3600), constant(15))), 'liveness')
  const { ratePerSecond } = answers.restarts(setting(3, 14))
  assert.ok(ratePerSecond > 1e-12 && ratePerSecond < 1e-9, `${ratePerSecond}`)
})

test('a readiness probe counts as failed until the phase is over, whatever the length law', () => {
  const lengths: readonly DistributionSpec[] = [
    exponential(300),
    constant(300),
    { kind: 'uniform', low: 100e6, high: 500e6 },
    { kind: 'weibull', scale: 300e6, shape: 1.001 },
  ]
  for (const length of lengths) {
    const answers = new ProbeAnswers(behavior(sharp(exponential(3600), length)), 'readiness')
    // From the first failed run, half a period after the start on average, and 1 s of timeout, to the first success in the grid that the removal moved.
    const { share } = answers.removals(setting(10, 1))
    near(share * 3900, 299, 0.01, length.kind)
  }
})

test('with one probability of failure in both, phases change nothing', () => {
  const same = { latency: latency(0.01), errorRate: 0.2 }
  const slow = { every: exponential(100), for: constant(33), factor: 1 }
  for (const type of ['liveness', 'readiness'] as const)
    for (const successes of [1, 2]) {
      const own = setting(10, 3, type === 'liveness' ? 1 : successes)
      const [plain, phased] = [same, { ...same, slow }].map((does) => {
        const answers = new ProbeAnswers(behavior(does), type)
        return type === 'liveness' ? answers.restarts(own) : answers.removals(own)
      })
      near(phased.ratePerSecond, plain.ratePerSecond, 0.001, `${type} ${successes}`)
      if (type === 'readiness') near(phased.share, plain.share, 0.005, `share ${successes}`)
    }
})

test('phases whose start depends on the one before are said not to be exact, and so are runs beyond the period', () => {
  const exact = (every: DistributionSpec, own: ProbeSetting): boolean =>
    new ProbeAnswers(behavior(sharp(every, constant(15))), 'liveness').isExact(own)
  assert.ok(exact(exponential(600), setting(10, 3)))
  assert.not.ok(exact(constant(600), setting(10, 3)))
  assert.not.ok(exact(exponential(600), { ...setting(10, 3), timeoutSeconds: 11 }))
})

test('of phases that a restart does not end only removals are exact', () => {
  const phases = { every: exponential(600), for: constant(15), factor: Infinity }
  for (const outliving of [{ survivesRestart: true }, { scope: 'node' }, { scope: 'workload' }] as const) {
    const does = behavior({ latency: latency(0.01), slow: { ...phases, ...outliving } })
    assert.not.ok(new ProbeAnswers(does, 'liveness').isExact(setting(10, 3)))
    assert.ok(new ProbeAnswers(does, 'readiness').isExact(setting(10, 3)))
  }
})

test.run()
