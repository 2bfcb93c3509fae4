import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../../engine/index.ts'
import { bytesOf, startsPerContainerMax, studyMemory } from '../../../engine/study/run/plan.ts'
import { InputError } from '../../../scenarios/diagnostic.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { app, deployed } from '../../support/one-workload.ts'
import { constant } from '../../support/spec.ts'

const test = suite('runs that have a bound')

const caseFile = (name: string): string => join(import.meta.dirname, name)

async function problemsOf(options: Parameters<typeof loadScenario>[0]): Promise<string[]> {
  try {
    await loadScenario(options)
    return []
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.diagnostics.map(({ rule, line, column, message }) => `${line}:${column} ${rule} ${message}`)
  }
}

const refused: readonly (readonly [file: string, problem: RegExp])[] = [
  [
    'hang-slow-zero.yaml',
    /^6:\d+ endless-behavior spec\.workloads\[0\]\.behavior\.slow makes phases without end/,
  ],
  [
    'hang-gamma-tiny-cv.yaml',
    /^6:\d+ number-range .*gamma\.cv is 1e-10; expected a number from 0\.001 to 1000/,
  ],
  [
    'hang-restart-all-zero.yaml',
    /^9:\d+ endless-behavior spec\.workloads\[0\]\.behavior starts and ends in no time/,
  ],
]
for (const [file, problem] of refused) {
  test(`${file} is refused at its place`, async () => {
    const [first, ...rest] = await problemsOf({ files: [caseFile(file)] })
    assert.match(first ?? '', problem)
    assert.equal(rest, [])
  })
}

const scenario = (behavior: string, spec = 'duration: 24h'): string => `
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: s }
spec: { ${spec}, workloads: [ { match: { name: p }, behavior: { ${behavior} } } ] }
---
apiVersion: v1
kind: Pod
metadata: { name: p }
spec: { containers: [ { name: c, image: "x:1", livenessProbe: { httpGet: { path: /, port: 80 } } } ] }
`
/** What the behavior is, and whether it has a bound. */
const behaviors: readonly (readonly [behavior: string, isBounded: boolean])[] = [
  ['slow: { every: { empirical: [0s] }, for: 0s, factor: 2 }', false],
  ['slow: { every: { normal: { mean: 0s, sd: 0s } }, for: 0s, factor: 2 }', false],
  [
    'slow: { every: { uniform: [0s, 0s] }, for: { mixture: [ { weight: 1, of: 0s } ] }, factor: .inf }',
    false,
  ],
  ['slow: { every: 1us, for: 1us, factor: 2 }', false],
  ['slow: { every: { exponential: 1ms }, for: 1ms, factor: 2 }', false],
  ['slow: { every: { exponential: 8ms }, for: 1ms, factor: 2 }', true],
  ['slow: { every: 0s, for: 10ms, factor: 2 }', true],
  ['slow: { every: never, for: 0s, factor: 2 }', true],
  ['slow: { every: { pareto: { min: 1us, alpha: 0.5 } }, for: 0s, factor: 2 }', true],
  ['latency: { gamma: { mean: 1s, cv: 0.0009 } }', false],
  ['latency: { gamma: { mean: 1s, cv: 0.001 } }', true],
  ['latency: { gamma: { mean: 1s, cv: 1001 } }', false],
]
for (const [behavior, isBounded] of behaviors) {
  test(`24 h of ${behavior} ${isBounded ? 'are simulated' : 'are refused'}`, async () => {
    const problems = await problemsOf({ files: ['-'], readStdin: () => scenario(behavior) })
    assert.is(problems.length, isBounded ? 0 : 1, problems.join('\n'))
  })
}

test('a hook that fails at once under a rule that restarts all containers is refused too', async () => {
  const text = (hook: string): string => `
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: s }
spec: { overheads: ideal, duration: 1m, workloads: [ { match: { name: p }, behavior: { start: 0s, postStart: ${hook} } } ] }
---
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
    - name: c
      image: x:1
      lifecycle: { postStart: { exec: { command: [a] } } }
      restartPolicy: Never
      restartPolicyRules: [ { action: RestartAllContainers, exitCodes: { operator: NotIn, values: [1] } } ]
`
  const [problem] = await problemsOf({ files: ['-'], readStdin: () => text('{ after: 0s, fails: true }') })
  assert.match(problem ?? '', /endless-behavior .* starts and ends in no time/)
  assert.equal(await problemsOf({ files: ['-'], readStdin: () => text('{ after: 1s, fails: true }') }), [])
})

test('a list that is none is told of, also where several Scenarios are one', async () => {
  const odd = scenario('').replace(
    'workloads: [ { match: { name: p }, behavior: {  } } ]',
    'workloads: { match: { name: p } }',
  )
  const more =
    'apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\nspec: { workloads: [ { match: { name: p } } ] }\n'
  for (const text of [`${odd}---\n${more}`, `${more}---\n${odd}`]) {
    const problems = await problemsOf({ files: ['-'], readStdin: () => text })
    assert.match(problems.join('\n'), /wrong-type spec\.workloads/)
  }
})

test('memory-one-year.json: starts are foreseen, and those beyond the limit are counted instead of kept', async () => {
  const { spec } = await loadScenario({ files: [caseFile('memory-one-year.json')] })
  const starts = (asked: boolean) =>
    studyMemory(spec, { traceStarts: asked }).find(({ what }) => what === 'start')!.count
  // 1,002,492 restarts come in the run with seed 1.
  assert.ok(starts(true) > 700_000 && starts(true) < 1_500_000, String(starts(true)))
  assert.is(starts(false), 500_000)
  assert.ok(bytesOf(studyMemory(spec)) > 0.5 * 947e6)
  const week = { ...spec, durationUs: 7 * 86_400e6 }
  const [{ starts: kept, counters }] = (await simulate(week)).replications
  assert.is(counters.startsLeftOutTotal, 0)
  assert.ok(kept.length > 15_000)
})

test('beyond its share a container has no rows, and how many those would be is said', async () => {
  const crashing = app({}, { crash: { after: [constant(1)], exitCode: 1 } })
  const spec = deployed(crashing, 86_400, { replicas: 5000, replications: 2 })
  assert.is(startsPerContainerMax(spec), 50)
  const small = deployed(crashing, 7 * 86_400, { replicas: 2, replications: 2, kubernetesVersion: '1.34' })
  const all = await simulate(small)
  const shared = { ...small, replications: 4000 }
  const some = await simulate(shared, { only: { first: 1, count: 1 } })
  const rows = all.replications[0]!.starts
  const limit = startsPerContainerMax(shared)
  assert.equal(
    some.replications[0]!.starts,
    rows.filter(({ restartCount }) => restartCount < limit),
  )
  assert.is(some.replications[0]!.counters.startsLeftOutTotal, rows.length - 2 * limit)
})

test.run()
