/** What `init` writes: a scenario that says what each of its keys is for, and an application to try it with. */

/**
 * @param manifest path of the manifests, relative to the scenario.
 * @param workload that the examples name.
 */
export function starterScenario(manifest: string, workload: string): string {
  return `# A study: what is simulated, what the containers do, what goes wrong, and what must hold.
#   probestorm run -f scenario.yaml          simulates it; the report tells what came of it
#   probestorm validate -f scenario.yaml     says what would be simulated
#   probestorm explain spec.faults           explains a key; explain spec.workloads.behavior, ...
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata:
  name: first-study
spec:
  duration: 30m
  # Runs with other random numbers: more of them, narrower intervals.
  replications: 5
  manifests:
    - ${JSON.stringify(manifest)}

  # Nodes are made as needed. Name your own to see what each carries:
  # nodes:
  #   - { name: worker, count: 20, allocatable: { cpu: 16, memory: 64Gi, pods: 110 } }

  # What the containers do that Kubernetes does not decide: for each container the first entry that matches.
  # probestorm calibrate fits these laws to what you have observed.
  workloads:
    - match: { name: ${JSON.stringify(workload)} }
      # replicas: 50
      behavior:
        # From its start until it answers probes.
        startup: { lognormal: { p50: 8s, p99: 20s } }
        # How long it takes to answer a probe.
        latency: { lognormal: { p50: 20ms, p99: 400ms } }
        # Phases in which it answers more slowly, as of garbage collection or throttling:
        # slow: { every: { exponential: 10m }, for: { exponential: 20s }, factor: 50 }

  faults:
    # One container in ten hangs: who notices, and after how long?
    - { kind: hang, at: 10m, match: { name: ${JSON.stringify(workload)} }, fraction: 0.1 }

  # The exit code is 99 where one of these does not hold: for CI.
  thresholds:
    - availability_ratio > 95%
    - false_restarts_total < 1
`
}

export const exampleManifest = `# Put your own manifests here, or name them in scenario.yaml.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 20
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: app
          image: registry.example/web:1.0
          ports:
            - { name: http, containerPort: 8080 }
          startupProbe:
            httpGet: { path: /healthz, port: http }
            periodSeconds: 2
            failureThreshold: 30
          readinessProbe:
            httpGet: { path: /ready, port: http }
            periodSeconds: 5
          livenessProbe:
            httpGet: { path: /healthz, port: http }
            timeoutSeconds: 3
`
