/** Whatever stands in an object, rules name what is wrong and end; what they name, they name with a path and a fix. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Located, namedSource } from '../../text/located.ts'
import { app, cronJob, job, type Part, podWithContainer, workload } from './causes.test.helper.ts'
import { objectCauses } from './check-object.ts'

const test = suite('rules over any value')

const everything = podWithContainer(
  {
    ports: [{ containerPort: 80, name: 'http' }],
    env: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: "metadata.labels['a']" } } }],
    envFrom: [{ secretRef: { name: 'a' } }],
    resources: { limits: { cpu: '1' }, requests: { cpu: '1', 'example.com/gpu': 1 } },
    volumeMounts: [{ name: 'v', mountPath: '/v' }],
    volumeDevices: [{ name: 'w', devicePath: '/w' }],
    lifecycle: { preStop: { sleep: { seconds: 5 } } },
    livenessProbe: { httpGet: { port: 'http', httpHeaders: [{ name: 'a', value: '' }] } },
    restartPolicy: 'Never',
    restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }],
    securityContext: { runAsUser: 1, seccompProfile: { type: 'Localhost', localhostProfile: 'a' } },
  },
  {
    volumes: [{ name: 'v', projected: { sources: [{ downwardAPI: { items: [{ path: 'a' }] } }] } }],
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'a' }] } },
    tolerations: [{ operator: 'Exists' }],
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'a', matchLabelKeys: ['a'] }],
    dnsConfig: { nameservers: ['10.0.0.1'], searches: ['a'] },
    hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }],
    os: { name: 'windows' },
  },
)
const objects: readonly Part[] = [
  everything,
  workload('Deployment', { strategy: { rollingUpdate: { maxSurge: 1 } } }),
  workload('StatefulSet', { volumeClaimTemplates: [{ metadata: { name: 'a' } }] }),
  workload('DaemonSet', { updateStrategy: { rollingUpdate: { maxSurge: 1 } } }),
  job({ completionMode: 'Indexed', successPolicy: { rules: [{ succeededIndexes: '0' }] } }),
  job({ podFailurePolicy: { rules: [{ onExitCodes: { values: [1] }, onPodConditions: [{ type: 'a' }] }] } }),
  cronJob({ timeZone: 'Etc/UTC' }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a' },
    spec: { ports: [{ port: 80 }], clusterIPs: ['None'] },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {},
    spec: {
      metrics: [{ type: 'Resource', resource: { target: {} } }],
      behavior: { scaleUp: { policies: [{}] } },
    },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'a' },
    spec: { minAvailable: 1 },
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'a' },
    spec: { taints: [{ key: 'a' }], podCIDRs: ['10.0.0.0/8'] },
    status: { capacity: { cpu: 1 } },
  },
  {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'a' },
    spec: { template: { spec: { containers: [app] } } },
  },
]

const junk = fc.oneof(
  fc.constantFrom(
    null,
    true,
    -1,
    0,
    1.5,
    2 ** 31,
    '',
    'a',
    'A b',
    '-',
    '..',
    '1',
    '101%',
    [],
    {},
    [null],
    [{}],
    { '': null },
  ),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.jsonValue(),
)

/** The object with one value somewhere in it replaced. */
function changed(value: unknown, choices: Iterator<number>, by: unknown): unknown {
  if (typeof value !== 'object' || value === null) return by
  const keys = Object.keys(value)
  const choice = choices.next().value as number
  if (keys.length === 0 || choice % 7 === 0) return by
  const key = keys[choice % keys.length]
  const child = changed((value as Part)[key], choices, by)
  return Array.isArray(value) ? value.with(Number(key), child) : { ...value, [key]: child }
}

test('any value anywhere is read without a crash, and what is wrong has a message and a fix', () => {
  const choices = fc.infiniteStream(fc.integer({ min: 0, max: 1000 }))
  fc.assert(
    fc.property(fc.constantFrom(...objects), choices, junk, ({ apiVersion, kind, ...rest }, stream, by) => {
      const object = changed(rest, stream, by)
      const causes = objectCauses(Located.root(object, namedSource('any')), String(apiVersion), String(kind))
      for (const { message, fix } of causes) {
        assert.match(
          message,
          /^\S.*: (Required|Invalid|Unsupported|Duplicate) value|: (Forbidden|Not found|Too (many|long))/s,
        )
        assert.is.not(fix, '', message)
      }
    }),
    { numRuns: 1000 },
  )
})

test.run()
