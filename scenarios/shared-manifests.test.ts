/**
 * Manifests as published by large projects, where a checkout of them lies beside the repository. The expected counts
 * come from the lines of the files, not from a parser.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from './load-scenario.ts'

const test = suite('published manifests')
const directory = fileURLToPath(new URL('../../shared/manifests/', import.meta.url))

const names = ['online-boutique', 'argo-cd', 'ingress-nginx', 'kube-prometheus']

if (!existsSync(directory)) {
  console.log('published manifests: skipped, there is no ../shared/manifests beside the repository')
} else {
  for (const name of names) {
    test(`counts workloads, containers and probes of ${name} as its lines do`, async () => {
      const file = `${directory}${name}.yaml`
      const text = readFileSync(file, 'utf8')
      const lines = (pattern: RegExp): number => text.match(pattern)?.length ?? 0
      const { counts, warnings, scenarioName } = await loadScenario({ files: [file] })
      assert.is(scenarioName, name)
      assert.is(counts.workloads, lines(/^kind: (Pod|Deployment|ReplicaSet|StatefulSet|DaemonSet|Job)$/gm))
      assert.is(counts.containers + counts.initContainers, lines(/^ +(- )?image: /gm))
      assert.is(counts.initContainers > 0, /^ +initContainers:/m.test(text))
      assert.is(counts.probesByType.liveness, lines(/^ +livenessProbe:/gm))
      assert.is(counts.probesByType.readiness, lines(/^ +readinessProbe:/gm))
      assert.is(counts.probesByType.startup, lines(/^ +startupProbe:/gm))
      assert.is(counts.probes, lines(/^ +(liveness|readiness|startup)Probe:/gm))
      assert.equal(warnings, [])
    })
  }
}

test.run()
