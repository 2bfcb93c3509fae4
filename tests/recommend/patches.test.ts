/** Recommendations as patches: applied in each of the three ways, manifests say exactly what was recommended. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { workloadLabel } from '../../engine/index.ts'
import { settingOf } from '../../engine/study/theory/failure-detector.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { repository, runCli } from '../support/cli.ts'
import {
  isTarget,
  type Json,
  jsonPatch,
  type Manifest,
  type Operation,
  strategicMerge,
  type Target,
} from './apply.ts'

const test = suite('patches of recommendations')

const published = fileURLToPath(new URL('../../../shared/manifests/', import.meta.url))
const studies = [
  'tests/recommend/kinds.yaml',
  'scenarios/library/web-shop',
  'scenarios/library/slow-start',
].map((path) => join(repository, path))
const manifests = existsSync(published)
  ? readdirSync(published)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(published, name))
  : []
if (manifests.length === 0)
  console.log('patches: published manifests skipped, there is no ../shared/manifests beside the repository')

type Setting = Readonly<Record<string, number>>
type ProbeFound = {
  readonly workload: string
  readonly container: string
  readonly probe: 'startup' | 'readiness' | 'liveness'
  readonly current: { readonly setting: Setting }
  readonly recommended: { readonly setting: Setting } | null
  readonly addedStartup: { readonly setting: Setting } | null
}
type Patch = { readonly target: Target; readonly change: (manifest: Manifest) => Json }

const keyOf = ({
  workload,
  container,
  probe,
}: Pick<ProbeFound, 'workload' | 'container' | 'probe'>): string => `${workload} ${container} ${probe}`

function targetOf(manifest: Manifest): Target {
  const { name, namespace } = manifest['metadata'] as { name: string; namespace?: string }
  return { kind: String(manifest['kind']), name, ...(namespace === undefined ? {} : { namespace }) }
}

/** The three forms of the same patches. */
function patchesIn(directory: string): Readonly<Record<string, Patch[]>> {
  const merges = parseAllDocuments(readFileSync(join(directory, 'recommendation.yaml'), 'utf8'))
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null)
  const component = parse(readFileSync(join(directory, 'kustomization.yaml'), 'utf8')) as {
    readonly patches: readonly { readonly target: Target; readonly patch: string }[]
  }
  const operations = (target: Target): Operation[] => {
    const words = [target.namespace, target.kind.toLowerCase(), target.name].filter(
      (word) => word !== undefined,
    )
    return JSON.parse(readFileSync(join(directory, `patch-${words.join('.')}.json`), 'utf8')) as Operation[]
  }
  return {
    'recommendation.yaml': merges.map((merge) => ({
      target: targetOf(merge),
      change: (manifest) => strategicMerge(manifest as Json, merge as Json),
    })),
    'kustomization.yaml': component.patches.map(({ target, patch }) => ({
      target,
      change: (manifest) => strategicMerge(manifest as Json, parse(patch) as Json),
    })),
    'JSON patches': merges.map((merge) => ({
      target: targetOf(merge),
      change: (manifest) => jsonPatch(manifest as Json, operations(targetOf(merge))),
    })),
  }
}

/** Every manifest below a directory, changed in place; returns how many patches were applied. */
function rewrite(path: string, patches: readonly Patch[]): number {
  if (statSync(path).isDirectory())
    return readdirSync(path).reduce((sum, name) => sum + rewrite(join(path, name), patches), 0)
  if (!path.endsWith('.yaml')) return 0
  let applied = 0
  const changed = (manifest: Manifest): Json => {
    if (manifest['kind'] === 'List')
      return { ...manifest, items: (manifest['items'] as Manifest[]).map(changed) }
    const own = patches.filter(({ target }) => isTarget(manifest, target))
    applied += own.length
    assert.ok(own.length <= 1)
    return own.length === 0 ? (manifest as Json) : own[0]!.change(manifest)
  }
  const documents = parseAllDocuments(readFileSync(path, 'utf8'), { version: '1.1' })
    .map((document) => document.toJS({ maxAliasCount: -1 }) as Manifest | null)
    .filter((manifest) => manifest !== null)
  writeFileSync(
    path,
    documents.map((manifest) => stringify(changed(manifest), { version: '1.1' })).join('---\n'),
  )
  return applied
}

async function settingsIn(path: string): Promise<Map<string, Setting>> {
  const { spec } = await loadScenario({ files: [path] })
  return new Map(
    spec.workloads.flatMap((workload) =>
      [...workload.pod.initContainers, ...workload.pod.containers].flatMap(({ name, probes }) =>
        Object.entries(probes).map(([probe, of]) => [
          keyOf({ workload: workloadLabel(workload), container: name, probe: probe as ProbeFound['probe'] }),
          settingOf(of),
        ]),
      ),
    ),
  )
}

/** A copy of the study that a patch may change. */
function copyOf(study: string, directory: string, name: string): string {
  const copy = join(directory, name)
  mkdirSync(copy)
  const inside = join(copy, basename(study))
  cpSync(study, inside, { recursive: true })
  return inside
}

/** The answer for a study, and the files that were written. */
function recommended(
  study: string,
  directory: string,
): { readonly probes: ProbeFound[]; readonly out: string } {
  const out = join(directory, 'out')
  const within = ['--detect-within', '25s', '--remove-within', '15s']
  const limits = [...within, '--false-restarts-per-month', '100', '--objective', 'probe-load']
  const run = runCli(['recommend', '-f', study, ...limits, '--format', 'json', '--quiet', '--out-dir', out])
  assert.ok(run.exitCode === 0 || run.exitCode === 99, run.stderr)
  return { probes: (JSON.parse(run.stdout) as { probes: ProbeFound[] }).probes, out }
}

for (const study of [...studies, ...manifests]) {
  test(`${basename(study)}: patched in each of three ways it says what was recommended`, async () => {
    await withDirectory(async (directory) => {
      const { probes, out } = recommended(study, directory)
      const before = await settingsIn(study)
      const expected = new Map(before)
      for (const probe of probes) {
        assert.equal(before.get(keyOf(probe)), probe.current.setting)
        if (probe.recommended !== null) expected.set(keyOf(probe), probe.recommended.setting)
        if (probe.addedStartup !== null)
          expected.set(keyOf({ ...probe, probe: 'startup' }), probe.addedStartup.setting)
      }
      assert.not.equal(expected, before, 'something changes')
      for (const [way, patches] of Object.entries(patchesIn(out))) {
        const copy = copyOf(study, directory, way)
        assert.is(rewrite(copy, patches), patches.length, way)
        assert.equal(await settingsIn(copy), expected, way)
      }
    })
  })
}

test('a JSON patch refuses a manifest whose values or containers are not those that were read', async () => {
  await withDirectory(async (directory) => {
    const study = studies[0]!
    const { out } = recommended(study, directory)
    const change = (from: string, to: string): void => {
      const changed = copyOf(study, directory, `with ${to.replaceAll(/\W/g, '')}`)
      const text = readFileSync(changed, 'utf8')
      assert.ok(text.includes(from))
      writeFileSync(changed, text.replace(from, to))
      assert.throws(() => rewrite(changed, patchesIn(out)['JSON patches']!), /^test of .* failed/)
    }
    change('failureThreshold: 5', 'failureThreshold: 6')
    change('- name: a\n', '- name: z\n')
  })
})

async function withDirectory(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'probestorm-'))
  try {
    await use(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

test.run()
