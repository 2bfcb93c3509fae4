/** From the text of manifests to a checked spec: YAML as people write it, JSON as `kubectl get -o json` prints it. */
import { stringify } from 'yaml'
import { loadScenario } from '../scenarios/load-scenario.ts'
import { type Bench, defineBench } from './bench.ts'
import { checksumOf } from './checksum.ts'

const forms = {
  yaml: (objects: readonly object[]) => objects.map((object) => stringify(object)).join('---\n'),
  json: (objects: readonly object[]) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, null, 2),
}

export function manifestBenches(): Bench[] {
  return (['yaml', 'json'] as const).map((form) =>
    defineBench({
      name: `manifests/${form}`,
      unit: 'object',
      iterations: 10,
      small: { objects: 5 },
      large: { objects: 1_000 },
      setup: ({ objects }) => ({
        objects,
        text: forms[form](Array.from({ length: objects }, (_, index) => deployment(index))),
      }),
      run: ({ text }) => loadScenario({ files: ['-'], readStdin: () => text }),
      outcome: ({ spec, counts }, { objects, text }) => ({
        work: objects,
        checksum: checksumOf(JSON.stringify(spec.workloads)),
        counters: { bytes: Buffer.byteLength(text), workloads: spec.workloads.length, probes: counts.probes },
      }),
    }),
  )
}

function deployment(index: number): object {
  const labels = { app: `web-${index}`, tier: index % 3 === 0 ? 'front' : 'back' }
  const probe = (periodSeconds: number) => ({ httpGet: { path: '/healthz', port: 'http' }, periodSeconds })
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `web-${index}`, namespace: `team-${index % 10}`, labels },
    spec: {
      replicas: (index % 5) + 1,
      selector: { matchLabels: { app: labels.app } },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 30,
          containers: [
            {
              name: 'app',
              image: `registry.example/web:${index}`,
              ports: [{ name: 'http', containerPort: 8080 }],
              resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
              readinessProbe: probe(5),
              livenessProbe: { ...probe(10), timeoutSeconds: 2, failureThreshold: 6 },
            },
          ],
        },
      },
    },
  }
}
