/** Public reports about the kubelet come out by version as they were told: the studies of the library with their numbers. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type KubernetesVersion, kubernetesVersions } from '../../engine/contract/cluster-spec.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { repository } from '../support/cli.ts'
import { observe, startTimes, summaryOf } from '../support/observe.ts'

const test = suite('public reports')

type Found = Awaited<ReturnType<typeof observe>>

async function run(study: string, kubernetesVersion: KubernetesVersion): Promise<Found> {
  const files = [join(repository, 'scenarios/library', study)]
  const { spec } = await loadScenario({ files, overrides: { kubernetesVersion } })
  return observe(spec)
}

const unready = (found: Found): number => summaryOf(found, 'unready_seconds_total')!
/** Starts of all containers, and how many restarts are false. */
const starts = (found: Found, container: string): unknown => [
  startTimes(found, container),
  summaryOf(found, 'false_restarts_total'),
]

const reports: readonly {
  readonly issue: string
  readonly study: string
  readonly shows: (found: Found) => unknown
  /** What it shows before a version, and from it on. */
  readonly before: unknown
  readonly from: KubernetesVersion
  readonly after: unknown
}[] = [
  {
    issue: '#113646: unready for 1 s beside the start (P10, Z7)',
    study: 'kubelet-restart-ready',
    shows: unready,
    before: 2,
    from: '1.35',
    after: 1,
  },
  {
    issue: '#125397: unready for 70 s beside the start (P9.9, P10, Z7)',
    study: 'kubelet-restart-startup',
    shows: unready,
    before: 140,
    from: '1.35',
    after: 70,
  },
  {
    issue: '#142305: Ready for 7 s, then for good (P5, P15, Z7)',
    study: 'kubelet-restart-starting',
    shows: unready,
    before: 593.01691,
    from: '1.35',
    after: 240,
  },
  {
    issue: '#132826: the main container never starts, then at 4 s (P17, Z2)',
    study: 'sidecar-fails-first',
    shows: (found) => starts(found, 'main'),
    before: [[], 0],
    from: '1.33',
    after: [[4], 0],
  },
  {
    issue: '#141155: killed once, then a second time 5 s later (P15)',
    study: 'restart-before-startup',
    shows: (found) => starts(found, 'app'),
    before: [[0, 77], 0],
    from: '1.35',
    after: [[0, 77, 82], 1],
  },
]

for (const { issue, study, shows, before, from, after } of reports) {
  test(issue, async () => {
    for (const version of kubernetesVersions) {
      const isBefore = kubernetesVersions.indexOf(version) < kubernetesVersions.indexOf(from)
      assert.equal(shows(await run(study, version)), isBefore ? before : after, version)
    }
  })
}

test('#64715: restarted 3,627 s after the hang, or 87 s with a grace period of the probe (K1, P20)', async () => {
  for (const version of kubernetesVersions) {
    const { starts, detections } = await run('long-grace', version)
    const [{ onsetSeconds }] = detections
    const waits = starts.filter((row) => row.restartCount === 1).map((row) => row.timeSeconds - onsetSeconds)
    assert.equal(waits, [87, 3627], version)
  }
})

test.run()
