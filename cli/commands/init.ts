/** `init`: a commented scenario that runs as it is, beside an example or over the dump of a cluster. */
import { existsSync, mkdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { safeText } from '../../reports/readable.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import type { Positionals } from '../command-row.ts'
import { ExitCode } from '../exit-code.ts'
import { exampleManifest, starterScenario } from '../init/starter-text.ts'
import type { Options } from '../options.ts'
import { writePage } from '../output-file.ts'
import type { Output } from '../streams.ts'
import { directoryError, withDirectory } from '../sweep/directory-error.ts'

const scenarioFile = 'scenario.yaml'
const exampleFile = 'app.yaml'

export async function init(options: Options, words: Positionals, { out }: Output): Promise<ExitCode> {
  const directory = words.get('directory')?.[0] ?? '.'
  const dump = options['from-cluster']
  const files = dump === undefined ? [scenarioFile, exampleFile] : [scenarioFile]
  for (const name of files) refuseTaken(join(directory, name))
  const manifest = dump === undefined ? `./${exampleFile}` : relative(resolve(directory), resolve(dump))
  const { workload, service } =
    dump === undefined ? { workload: 'web', service: 'web' } : await firstWorkload(dump)
  withDirectory('DIR', () => {
    mkdirSync(directory, { recursive: true })
    writePage(join(directory, scenarioFile), [starterScenario(manifest, workload, service)])
    if (dump === undefined) writePage(join(directory, exampleFile), [exampleManifest])
  })
  for (const name of files) out(`${safeText(join(directory, name))}\n`)
  out(`\nNext: probestorm run -f ${safeText(join(directory, scenarioFile))}\n`)
  return ExitCode.Done
}

/** @throws InputError for a file that is there. */
function refuseTaken(path: string): void {
  if (!existsSync(path)) return
  throw directoryError(
    path,
    'out-file-taken',
    `${path} is there already; expected a directory without one`,
    'name another directory, or move the file away',
  )
}

/** A workload of the dump with a probe, else any, and the Service in front of it: the scenario shows by them how one is named. */
async function firstWorkload(dump: string): Promise<{ readonly workload: string; readonly service: string }> {
  const { spec } = await loadScenario({ files: [dump], isCheckOnly: true })
  const isProbed = spec.workloads.find(({ pod }) =>
    pod.containers.some(({ probes }) => Object.keys(probes).length > 0),
  )
  const found = isProbed ?? spec.workloads[0]
  const workload = found?.name ?? 'web'
  const row = found?.selectedBy?.[0]?.service
  return { workload, service: (row === undefined ? undefined : spec.services[row]?.name) ?? workload }
}
