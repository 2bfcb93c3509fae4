/** The code of docs/library.md is run, and must print what stands below it. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inDirectory } from '../scenarios/load-text.test.helper.ts'
import { commandFile, withTemporaryDirectory } from '../tests/support/cli.ts'
import { readText } from '../tests/support/repository-files.ts'

const test = suite('library')

const blocks = Array.from(
  readText('docs/library.md').matchAll(/```ts\n(.*?)```\n\nprints\n\n```text\n(.*?)```/gs),
  ([, code, output]) => ({ code: code!, output: output! }),
)

/** What a program with this code prints; `probestorm` is the sources. */
function outputOf(code: string): string {
  return withTemporaryDirectory((directory) => {
    const program = join(directory, 'program.mjs')
    const library = pathToFileURL(join(commandFile(), '../../library/index.js')).href
    writeFileSync(program, transformSync(code, { loader: 'ts' }).code.replace('"probestorm"', `"${library}"`))
    const { stdout, stderr } = spawnSync(process.execPath, [program], { cwd: directory, encoding: 'utf8' })
    assert.is(stderr, '')
    return stdout
  })
}

for (const { code, output } of blocks) {
  const [line = ''] = code.split('\n')
  test(`prints what its page says: ${line}`, () => assert.is(outputOf(code), output))
}

test('every block of code of its page is run', () => {
  assert.is(readText('docs/library.md').match(/```ts/g)!.length, blocks.length)
  assert.ok(blocks.length > 0)
})

test('a path, a list of paths and an object with files name the same input; what is given beside it wins', async () => {
  const { loadScenario, simulate } = await import('./index.ts')
  const path = 'scenarios/library/nginx-liveness'
  const [one, list, object] = await Promise.all([
    loadScenario(path),
    loadScenario([path]),
    loadScenario({ files: path, seed: 'other', durationSeconds: 90 }),
  ])
  assert.equal(list.spec, one.spec)
  assert.is(object.spec.durationUs, 90e6)
  assert.is(object.spec.masterSeed, 'other')
  const { seed, estimates, notes } = await simulate({ spec: one.spec })
  assert.is(seed, one.spec.masterSeed)
  assert.is(estimates[0]!.workload, '*')
  assert.equal(new Set(notes).size, notes.length)
})

test('a directory stands for its own files, or for all that is in it', async () => {
  const { loadScenario } = await import('./index.ts')
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: a:1 }] }\n`
  await inDirectory({ 'a.yaml': pod('a'), 'deeper/b.yaml': pod('b') }, async (files) => {
    const own = await loadScenario(files)
    assert.equal([own.spec.workloads.length, own.warnings[0]!.rule], [1, 'folders-left-out'])
    assert.is((await loadScenario({ files, recursive: true })).spec.workloads.length, 2)
  })
})

test('limits without a meaning are refused by name', async () => {
  const { loadScenario, recommend } = await import('./index.ts')
  const scenario = await loadScenario('scenarios/library/nginx-liveness')
  const cases = [
    [{ detectWithinSeconds: 0.5 }, /detectWithinSeconds is 0.5; expected a number of 1 or more/],
    [{ falseRestartsPerMonth: Number.NaN }, /falseRestartsPerMonth is NaN; expected a number above 0/],
    [{ maxProbeCpu: 1 }, /maxProbeCpu is 1; expected a number above 0 and below 1/],
  ] as const
  for (const [limits, message] of cases) {
    const failure = await recommend(scenario, limits).then(
      () => undefined,
      (error: unknown) => error,
    )
    assert.instance(failure, RangeError)
    assert.match((failure as Error).message, message)
  }
})

test('calibrate gives a scenario that goes back in as text', async () => {
  const { calibrate, loadScenario } = await import('./index.ts')
  const { text, samples } = await calibrate({
    csv: ['scenarios/library/size-probes/latency.csv'],
    workload: 'web',
  })
  assert.ok(samples.length > 0)
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image: 'web:1' }] },
  }
  const { spec } = await loadScenario({ text, objects: [pod] })
  const plain = await loadScenario({ objects: [pod] })
  const latencyOf = ({ workloads: [workload] }: typeof spec) => workload!.pod.containers[0]!.behavior.latency
  assert.not.equal(latencyOf(spec), latencyOf(plain.spec))
})

test.run()
