/** What the API server refuses of pods (P22), on both sides of each limit. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, causesLike, pod, podWithContainer, type Row, workload } from './causes.test.helper.ts'

const test = suite('rules of pods')

const live = (probe: object): Row[1] =>
  podWithContainer({ livenessProbe: { tcpSocket: { port: 80 }, ...probe } })
const at = 'spec.containers[0]'
const sleep = (seconds: number, spec = {}): Row[1] =>
  podWithContainer({ lifecycle: { preStop: { sleep: { seconds } } } }, spec)
const rules = (...restartPolicyRules: readonly object[]): Row[1] =>
  podWithContainer({ restartPolicy: 'Never', restartPolicyRules })
const exitRule = (values: unknown): object => ({ action: 'Restart', exitCodes: { operator: 'In', values } })

const rows: readonly Row[] = [
  // The whole pod.
  [
    'the old name of serviceAccountName is checked where the new one is absent',
    pod({ serviceAccount: 'A' }),
    ['spec.serviceAccountName: Invalid value: "A"'],
  ],
  [
    'the old name counts for nothing beside the new one',
    pod({ serviceAccount: 'A', serviceAccountName: 'a' }),
    [],
  ],
  [
    'huge pages of an overhead are whole, and beside CPU or memory',
    pod({ overhead: { 'hugepages-2Mi': '1Mi' } }),
    [
      'spec.overhead.limits[hugepages-2Mi]: Invalid value: "1Mi": 1Mi is not positive integer multiple',
      'spec.overhead: Forbidden: HugePages require cpu or memory',
    ],
  ],
  [
    'a whole pod has no storage of its own',
    pod({ resources: { requests: { 'ephemeral-storage': '1Gi' } } }),
    ['spec.resources.requests[ephemeral-storage]: Unsupported value: "ephemeral-storage"'],
  ],
  [
    'ids have 31 bits',
    pod({ securityContext: { fsGroup: 2_147_483_648, runAsUser: 2_147_483_647 } }),
    ['spec.securityContext.fsGroup: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive'],
  ],
  // Probes (P22).
  ['a threshold of 0 is the default', live({ successThreshold: 0, failureThreshold: 0 }), []],
  ['a threshold of 1 is the only one of a liveness probe', live({ successThreshold: 1 }), []],
  [
    'a negative threshold is wrong twice',
    live({ successThreshold: -1 }),
    [
      `${at}.livenessProbe.successThreshold: Invalid value: -1: must be greater`,
      `${at}.livenessProbe.successThreshold: Invalid value: -1: must be 1`,
    ],
  ],
  ['a probe may take 2147483647 s', live({ timeoutSeconds: 2_147_483_647 }), []],
  ['a port of 65535 is good', live({ tcpSocket: { port: 65_535 } }), []],
  [
    'a port of 65536 is not',
    live({ tcpSocket: { port: 65_536 } }),
    [`${at}.livenessProbe.tcpSocket.port: Invalid value: 65536: must be between`],
  ],
  ['a port name has at most 15 characters', live({ tcpSocket: { port: 'abcdefghijklmno' } }), []],
  [
    'a port name has a letter',
    live({ tcpSocket: { port: '8-0' } }),
    [`${at}.livenessProbe.tcpSocket.port: Invalid value: "8-0": must contain at least one letter`],
  ],
  [
    'hyphens of a port name are single and inside',
    live({ tcpSocket: { port: 'a--' } }),
    [
      `${at}.livenessProbe.tcpSocket.port: Invalid value: "a--": must not contain consecutive`,
      `${at}.livenessProbe.tcpSocket.port: Invalid value: "a--": must not begin or end`,
    ],
  ],
  [
    'handlers beyond the first are forbidden in the order of the API',
    podWithContainer({ startupProbe: { grpc: { port: 1 }, tcpSocket: { port: 1 }, httpGet: { port: 1 } } }),
    [`${at}.startupProbe.tcpSocket: Forbidden`, `${at}.startupProbe.grpc: Forbidden`],
  ],
  [
    'a handler of null is none',
    podWithContainer({ livenessProbe: { exec: null, httpGet: { port: 80 } } }),
    [],
  ],
  [
    'a header name with a dot is refused, a value may be anything',
    live({
      tcpSocket: null,
      httpGet: {
        port: 80,
        httpHeaders: [
          { name: 'X-A', value: '\n' },
          { name: 'x.a', value: '' },
        ],
      },
    }),
    [`${at}.livenessProbe.httpGet.httpHeaders: Invalid value: "x.a": a valid HTTP header`],
  ],
  [
    'a grace period stands on no readiness probe',
    podWithContainer({ readinessProbe: { tcpSocket: { port: 1 }, terminationGracePeriodSeconds: 0 } }),
    [
      `${at}.readinessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0`,
      `${at}.readinessProbe.terminationGracePeriodSeconds: Invalid value: 0: must not be set`,
    ],
  ],
  ['a probe that kills may wait longer than the pod', live({ terminationGracePeriodSeconds: 600 }), []],
  ['a command of an empty word is one', live({ tcpSocket: null, exec: { command: [''] } }), []],
  // Hooks.
  ['a hook may sleep as long as the pod has', sleep(30), []],
  [
    'a hook may not sleep longer',
    sleep(31),
    [
      `${at}.lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)`,
    ],
  ],
  [
    'a hook may not sleep for less than nothing',
    sleep(-1),
    [`${at}.lifecycle.preStop.sleep: Invalid value: -1`],
  ],
  ['a grace period of 0 lets a hook sleep 0 s', sleep(0, { terminationGracePeriodSeconds: 0 }), []],
  ['a negative grace period of a Pod is 1 s', sleep(1, { terminationGracePeriodSeconds: -5 }), []],
  [
    'a template keeps its negative grace period, which no sleep meets',
    workload(
      'Deployment',
      {},
      {
        terminationGracePeriodSeconds: -5,
        containers: [{ ...app, lifecycle: { postStart: { sleep: { seconds: 0 } } } }],
      },
    ),
    [
      'spec.template.spec.containers[0].lifecycle.postStart.sleep: Invalid value: 0: must be non-negative and less than terminationGracePeriodSeconds (-5)',
    ],
  ],
  [
    'a hook of nothing is required to do something',
    podWithContainer({ lifecycle: { preStop: {} } }),
    [`${at}.lifecycle.preStop: Required value: must specify a handler type`],
  ],
  ['no hooks are fine', podWithContainer({ lifecycle: {} }), []],
  [
    'a hook that sleeps and calls is wrong',
    podWithContainer({ lifecycle: { postStart: { exec: { command: ['a'] }, sleep: {} } } }),
    [`${at}.lifecycle.postStart.sleep: Forbidden`],
  ],
  // Restarts.
  ['the empty text is Always for a pod', pod({ restartPolicy: '' }), []],
  [
    'the empty text is nothing for a container',
    podWithContainer({ restartPolicy: '' }),
    [`${at}.restartPolicy: Unsupported value: "": supported values: "Always", "Never", "OnFailure"`],
  ],
  [
    '20 rules with 255 values are fine',
    rules(...Array.from({ length: 20 }, () => exitRule(Array(255).fill(1)))),
    [],
  ],
  [
    '21 rules are too many',
    rules(...Array.from({ length: 21 }, () => exitRule([1]))),
    [`${at}.restartPolicyRules: Too many: 21: must have at most 20 items`],
  ],
  ['exit codes may be anything, or nothing', rules(exitRule([-1, 256, 256]), exitRule(undefined)), []],
  [
    'a rule needs exit codes',
    rules({ action: 'Restart' }),
    [`${at}.restartPolicyRules[0].exitCodes: Required value`],
  ],
  [
    'a rule without action and operator lacks both',
    rules({ exitCodes: {} }),
    [
      `${at}.restartPolicyRules[0].action: Unsupported value: ""`,
      `${at}.restartPolicyRules[0].exitCodes.operator: Unsupported value: ""`,
    ],
  ],
  // Init containers.
  [
    'a sidecar has what a container has',
    pod({
      initContainers: [
        {
          ...app,
          name: 's',
          restartPolicy: 'Always',
          lifecycle: {},
          startupProbe: { exec: { command: ['a'] } },
        },
      ],
    }),
    [],
  ],
  [
    'a plain init container has no probe and no hooks',
    pod({
      initContainers: [
        {
          ...app,
          name: 'i',
          restartPolicy: 'OnFailure',
          lifecycle: {},
          startupProbe: { exec: { command: ['a'] } },
        },
      ],
    }),
    ['spec.initContainers[0].lifecycle: Forbidden', 'spec.initContainers[0].startupProbe: Forbidden'],
  ],
  [
    'an init container has a name of its own',
    pod({ initContainers: [app] }),
    ['spec.initContainers[0].name: Duplicate value: "app"'],
  ],
  [
    'ephemeral containers come later',
    pod({ ephemeralContainers: [{ name: 'debug', image: 'a' }] }),
    ['spec.ephemeralContainers: Forbidden: cannot be set on create'],
  ],
  [
    'in a live pod they are there',
    pod({ ephemeralContainers: [{ name: 'debug', image: 'a' }] }, { uid: 'u' }),
    [],
  ],
  // Containers.
  [
    'an image is required, and may be anything without space around it',
    pod({ containers: [{ name: 'a' }, { name: 'b', image: 'WEB: x' }, { name: 'c', image: 'x ' }] }),
    [
      'spec.containers[0].image: Required value',
      'spec.containers[2].image: Invalid value: "x ": must not have leading',
    ],
  ],
  [
    'a template takes an image of one blank',
    workload('Deployment', {}, { containers: [{ name: 'a', image: ' ' }] }),
    [],
  ],
  [
    'a null item is a container of nothing',
    pod({ containers: [app, null] }),
    ['spec.containers[1].name: Required value', 'spec.containers[1].image: Required value'],
  ],
  [
    'a name has 63 characters, and no dots',
    pod({
      containers: [
        { ...app, name: 'a'.repeat(63) },
        { ...app, name: 'a.b' },
      ],
    }),
    ['spec.containers[1].name: Invalid value: "a.b": must not contain dots'],
  ],
  [
    'a resize policy names cpu or memory',
    podWithContainer({ resizePolicy: [{ resourceName: 'gpu', restartPolicy: 'NotRequired' }] }),
    [`${at}.resizePolicy: Unsupported value: "gpu": supported values: "cpu", "memory"`],
  ],
  // Ports.
  [
    'a port of 0 is missing, -1 is wrong',
    podWithContainer({ ports: [{ containerPort: 0 }, { containerPort: -1 }] }),
    [`${at}.ports[0].containerPort: Required value`, `${at}.ports[1].containerPort: Invalid value: -1`],
  ],
  [
    'a port name is taken once in a container',
    podWithContainer({
      ports: [
        { containerPort: 1, name: 'a' },
        { containerPort: 2, name: 'a' },
      ],
    }),
    [`${at}.ports[1].name: Duplicate value: "a"`],
  ],
  [
    'two ports of the host differ by protocol',
    podWithContainer({
      ports: [
        { containerPort: 1, hostPort: 9 },
        { containerPort: 2, hostPort: 9, protocol: 'UDP' },
      ],
    }),
    [],
  ],
  [
    'a port of the host is taken once in a pod',
    pod({
      containers: [
        { ...app, ports: [{ containerPort: 1, hostPort: 9 }] },
        { name: 'b', image: 'b', ports: [{ containerPort: 2, hostPort: 9 }] },
      ],
    }),
    ['spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//9"'],
  ],
  [
    'in the network of the host all ports are its own',
    pod({
      hostNetwork: true,
      containers: [
        { ...app, ports: [{ containerPort: 9 }] },
        { name: 'b', image: 'b', ports: [{ containerPort: 9 }] },
      ],
    }),
    ['spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//9"'],
  ],
  [
    'a template in the network of the host names no other port',
    workload(
      'DaemonSet',
      {},
      {
        hostNetwork: true,
        containers: [{ ...app, ports: [{ containerPort: 9, hostPort: 8 }, { containerPort: 7 }] }],
      },
    ),
    ['spec.template.spec.containers[0].ports[0].hostPort: Invalid value: 8: must match `containerPort`'],
  ],
  // Resources.
  [
    'a request is at most the limit, to the millionth',
    podWithContainer({
      resources: { requests: { cpu: '700m', memory: '1Gi' }, limits: { cpu: 0.7, memory: '1024Mi' } },
    }),
    [],
  ],
  [
    'a request above the limit is refused',
    podWithContainer({ resources: { requests: { cpu: '701m' }, limits: { cpu: 0.7 } } }),
    [`${at}.resources.requests: Invalid value: "701m": must be less than or equal to cpu limit of 0.7`],
  ],
  [
    'a request for what cannot be shared needs the same limit',
    podWithContainer({ resources: { requests: { 'example.com/gpu': 1 } } }),
    [`${at}.resources.limits: Required value: Limit must be set for non overcommitable resources`],
  ],
  [
    'huge pages come in whole pages, with memory',
    podWithContainer({ resources: { limits: { 'hugepages-2Mi': '3Mi' } } }),
    [
      `${at}.resources.limits[hugepages-2Mi]: Invalid value: "3Mi"`,
      `${at}.resources: Forbidden: HugePages require cpu or memory`,
    ],
  ],
  [
    'storage is no resource of a container',
    podWithContainer({ resources: { requests: { storage: '1Gi' } } }),
    [
      `${at}.resources.requests[storage]: Invalid value: "storage": must be a standard resource for containers`,
    ],
  ],
  [
    'a container has no more than its pod',
    podWithContainer(
      { resources: { limits: { cpu: '2' } } },
      { resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } },
    ),
    [
      'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests',
      'spec.resources.containers[0][cpu].limits: Invalid value: "2": must be less than or equal to pod limits of 1',
    ],
  ],
  // Environment.
  [
    'a variable may have any printable name but one with =',
    podWithContainer({ env: [{ name: '1 a' }, { name: 'a=b' }] }),
    [`${at}.env[1].name: Invalid value: "a=b"`],
  ],
  [
    'a variable comes from one source',
    podWithContainer({
      env: [{ name: 'a', value: 'x', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
    }),
    [`${at}.env[0].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty`],
  ],
  [
    'all labels fit no variable, one does',
    podWithContainer({
      env: [
        { name: 'a', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        { name: 'b', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } },
      ],
    }),
    [`${at}.env[1].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels"`],
  ],
  [
    'a field that is none is refused',
    podWithContainer({ env: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: 'spec.nodename' } } }] }),
    [
      `${at}.env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nodename": error converting fieldPath: field label not supported: spec.nodename`,
    ],
  ],
  [
    'a key of a ConfigMap is required',
    podWithContainer({ env: [{ name: 'a', valueFrom: { configMapKeyRef: { name: 'A' } } }] }),
    [
      `${at}.env[0].valueFrom.configMapKeyRef.name: Invalid value: "A"`,
      `${at}.env[0].valueFrom.configMapKeyRef.key: Required value`,
    ],
  ],
  [
    'all variables of nothing are refused',
    podWithContainer({ envFrom: [{}] }),
    [`${at}.envFrom: Invalid value: "": must specify one of: \`configMapRef\` or \`secretRef\``],
  ],
  // Volumes.
  [
    'a volume has one source',
    pod({ volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/a' }, configMap: { name: 'c' } }] }),
    [
      'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
      'spec.volumes[0].configMap: Forbidden',
    ],
  ],
  [
    'a bad volume cannot be mounted',
    podWithContainer(
      { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      { volumes: [{ name: 'v', secret: {} }] },
    ),
    ['spec.volumes[0].secret.secretName: Required value', `${at}.volumeMounts[0].name: Not found: "v"`],
  ],
  [
    'two volumes have two names',
    pod({
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'v', emptyDir: {} },
      ],
    }),
    ['spec.volumes[1].name: Duplicate value: "v"'],
  ],
  [
    'a key is written below the volume',
    pod({
      volumes: [
        { name: 'v', configMap: { name: 'c', defaultMode: 512, items: [{ key: 'k', path: '../x' }] } },
      ],
    }),
    [
      'spec.volumes[0].configMap.defaultMode: Invalid value: 512',
      'spec.volumes[0].configMap.items[0].path: Invalid value: "../x": must not contain \'..\'',
    ],
  ],
  [
    'a token lives 10 minutes at least',
    pod({
      volumes: [
        {
          name: 'v',
          projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 599 } }] },
        },
      ],
    }),
    [
      'spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
    ],
  ],
  // Scheduling.
  [
    'a toleration without a key exists',
    pod({ tolerations: [{ operator: 'Exists' }, { effect: 'NoSchedule' }] }),
    ['spec.tolerations[1].operator: Invalid value: "": operator must be Exists when `key` is empty'],
  ],
  [
    'a toleration that ends is of NoExecute',
    pod({
      tolerations: [
        { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: -1 },
        { key: 'a', operator: 'Exists', tolerationSeconds: 5 },
      ],
    }),
    ['spec.tolerations[1].effect: Invalid value: "": effect must be \'NoExecute\''],
  ],
  [
    'a weight is 1 to 100',
    pod({
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 100, preference: {} },
            { weight: 101, preference: {} },
          ],
        },
      },
    }),
    [
      'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].weight: Invalid value: 101: must be in the range 1-100',
    ],
  ],
  [
    'a required affinity has a term',
    pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {} } } }),
    [
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value',
    ],
  ],
  [
    'a spread that only prefers has no least number of domains',
    pod({
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 },
      ],
    }),
    [
      'spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
    ],
  ],
  [
    'a spread stands once',
    pod({
      topologySpreadConstraints: Array(2).fill({
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'DoNotSchedule',
      }),
    }),
    [
      'spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"',
    ],
  ],
  // The rest.
  [
    'a deadline is 1 s at least',
    pod({ activeDeadlineSeconds: 0 }),
    ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
  ],
  [
    'a DNS policy of None needs a nameserver',
    pod({ dnsPolicy: 'None', dnsConfig: {} }),
    ['spec.dnsConfig.nameservers: Required value'],
  ],
  [
    'three nameservers are enough',
    pod({ dnsConfig: { nameservers: Array(4).fill('10.0.0.1') } }),
    ['spec.dnsConfig.nameservers: Invalid value: ["10.0.0.1"'],
  ],
  [
    'a windows pod has no Linux user',
    pod({ os: { name: 'windows' }, securityContext: { runAsUser: 1 } }),
    ['spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod'],
  ],
  [
    'no escalation and all privileges contradict each other',
    podWithContainer({ securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
    [`${at}.securityContext: Invalid value: {"privileged":true`],
  ],
  [
    'a profile of this host has a path',
    podWithContainer({ securityContext: { seccompProfile: { type: 'Localhost' } } }),
    [`${at}.securityContext.seccompProfile.localhostProfile: Required value`],
  ],
  [
    'a cost of deletion is a number',
    pod({}, { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '+1' } }),
    [
      'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer',
    ],
  ],
  // Metadata.
  ['a name of 253 characters with dots is one', pod({}, { name: `${'a'.repeat(251)}.b` }), []],
  [
    'a name is required',
    pod({}, { name: '' }),
    ['metadata.name: Required value: name or generateName is required'],
  ],
  ['a generated name is a name', pod({}, { name: undefined, generateName: 'web-' }), []],
  [
    'a label names a value of 63 characters',
    pod({}, { labels: { a: 'x'.repeat(63), b: 'x'.repeat(64) } }),
    ['metadata.labels: Invalid value: "xxx'],
  ],
  [
    'a label key has one slash',
    pod({}, { labels: { 'a/b/c': '' } }),
    ['metadata.labels: Invalid value: "a/b/c": a qualified name must consist of'],
  ],
  ['an annotation key is as good in capitals', pod({}, { annotations: { 'EXAMPLE.com/A': 'x' } }), []],
  ['annotations have 262144 bytes together', pod({}, { annotations: { a: 'x'.repeat(262_143) } }), []],
  [
    'and no byte more',
    pod({}, { annotations: { a: 'x'.repeat(262_144) } }),
    ['metadata.annotations: Too long: may not be more than 262144 bytes'],
  ],
  [
    'a version of the past cannot be created',
    pod({}, { resourceVersion: '7' }),
    ['metadata.resourceVersion: Forbidden: should not be set'],
  ],
  ['a live object has one', pod({}, { resourceVersion: '7', uid: 'u' }), []],
  [
    'what a controller of a cluster made is not looked at',
    pod({ restartPolicy: 'x' }, { uid: 'u', ownerReferences: [{ controller: true }] }),
    [],
  ],
]

for (const [sentence, object, causes] of rows) {
  test(`${sentence} (P22)`, () => assert.equal(causesLike(object, causes), [...causes]))
}

test.run()
