/** A small study with a hang, made from manifests as a user writes them. */
import type { ClusterSpec } from '../engine/contract/cluster-spec.ts'
import { loadText } from '../scenarios/load-text.test.helper.ts'

/** Stands in the manifests, and nowhere else. */
export const secretText = 'correct-horse-battery-staple'

const manifest = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web }, annotations: { note: ${secretText} } }
    spec:
      containers:
        - name: app
          image: app:1
          env: [{ name: PASSWORD, value: ${secretText} }]
          command: [sh, -c, "echo ${secretText}"]
          readinessProbe: { httpGet: { path: /${secretText}, port: 80 }, periodSeconds: 5 }
          livenessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 10, failureThreshold: 2 }
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: example }
spec:
  duration: 10m
  workloads: [{ match: { name: web }, behavior: { errorRate: 0.1, hang: { after: never } } }]
  faults: [{ kind: hang, at: 2m, for: 1m, match: { name: web }, count: 1 }]
`

export async function specOf(): Promise<ClusterSpec> {
  return (await loadText(manifest)).spec
}
