/** What `init` writes: a scenario that says what each of its keys is for, and an application to try it with. */

/**
 * @param manifest path of the manifests, relative to the scenario.
 * @param workload that the examples name.
 * @param service in front of it.
 */
export function starterScenario(manifest: string, workload: string, service: string): string {
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
        # Pauses in which it stands still:
        # pause: { every: { exponential: 5m }, for: 3s }
        # What it needs, a Service or a name of external below, and what becomes of it while that is down:
        # dependsOn: [{ service: db, effect: failReadiness }]

  # Requests to a Service, what each pod can take, and what clients do when one fails: overload is simulated only then.
  # services: [{ name: ${JSON.stringify(service)}, requestsPerSecond: 200, perPod: { concurrency: 4, latency: 50ms, timeout: 1s }, retries: { max: 2 } }]
  # What runs outside of the cluster:
  # external: [{ name: db, latency: 5ms }]

  faults:
    # One container in ten hangs: who notices, and after how long?
    - { kind: hang, at: 10m, match: { name: ${JSON.stringify(workload)} }, fraction: 0.1 }
    # The database is away (with external, and dependsOn or calls of services); twice the requests (with services):
    # - { kind: outage, at: 15m, for: 1m, service: db, mode: refuse }
    # - { kind: traffic, at: 20m, for: 1m, service: ${JSON.stringify(service)}, factor: 2 }

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
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports:
    - { port: 80, targetPort: http }
`
