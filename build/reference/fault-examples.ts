/** A fault of each kind, as the page of faults shows it; a test loads them. */
export const faultExamples: Readonly<Record<string, string>> = {
  hang: '- { kind: hang, at: 10m, match: { name: web }, fraction: 0.01 } # until a probe restarts them',
  slow: '- { kind: slow, at: 12m, for: 5m, match: { selector: "tier=front" }, factor: 20 }',
  crash: '- { kind: crash, at: 10m, match: { name: web }, count: 3, exitCode: 137 }',
  scale:
    '- { kind: scale, at: 20m, match: { kind: Deployment, name: web }, replicas: 100, ramp: 10m } # over ten minutes, pod by pod',
  delete: '- { kind: delete, at: 5m, match: { name: web }, count: 1, gracePeriodSeconds: 10 }',
  kubeletRestart: '- { kind: kubeletRestart, at: 25m, nodes: { name: node-3 } }',
  registryDown: '- { kind: registryDown, at: 2m, for: 10m }',
  apiServerSlow: '- { kind: apiServerSlow, at: 2m, for: 5m, factor: 50 }',
  traffic:
    '- { kind: traffic, at: 10m, service: web, factor: 5, ramp: 1m, for: 20m } # 5 times as much after a minute',
  outage:
    '- { kind: outage, at: 10m, service: db, mode: refuse, for: 5m } # or hang, errors; slow with a factor',
  nodeDown: '- { kind: nodeDown, at: 10m, nodes: { pool: node }, fraction: 0.1 } # they do not come back',
  nodeReboot: '- { kind: nodeReboot, at: 10m, for: 45s, nodes: { name: node-3 } }',
  nodeShutdown:
    '- { kind: nodeShutdown, at: 10m, gracePeriod: 30s, criticalGracePeriod: 10s, for: 5m, nodes: { name: node-3 } }',
  partition:
    '- { kind: partition, at: 10m, for: 5m, nodes: { selector: "kubernetes.io/os=linux" }, count: 2 }',
  nodeDelete: '- { kind: nodeDelete, at: 20m, nodes: { name: node-3 } }',
  nodeOutOfService: '- { kind: nodeOutOfService, at: 15m, nodes: { name: node-3 } }',
  drain: '- { kind: drain, at: 10m, for: 20m, nodes: { name: node-3 } }',
  addStaticPod: '- { kind: addStaticPod, at: 20s, manifest: ./static-web.yaml, nodes: { name: node-1 } }',
  removeStaticPod: '- { kind: removeStaticPod, at: 80s, match: { name: static-web } }',
  rollout: `- { kind: rollout, at: 2m, match: { name: web } } # the same again, as kubectl rollout restart
- { kind: rollout, at: 30m, match: { name: web }, to: { image: "web:2", behavior: { startup: 20s }, livenessProbe: { periodSeconds: 5 } } }
- { kind: rollout, at: 50m, match: { kind: Pod, name: single }, image: "web:2" }`,
  rollback: '- { kind: rollback, at: 40m, match: { name: web } }',
}
