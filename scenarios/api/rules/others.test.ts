/** What the API server refuses of objects that hold no pods, on both sides of each limit. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { causesLike, type Part, type Row } from './causes.test.helper.ts'

const test = suite('rules of Services, autoscalers, budgets and nodes')

const named = (apiVersion: string, kind: string, more: Part): Part => ({
  apiVersion,
  kind,
  metadata: { name: 'web' },
  ...more,
})
const service = (spec: Part): Part => named('v1', 'Service', { spec: { ports: [{ port: 80 }], ...spec } })
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
const autoscaler = (spec: Part, version = 'v2'): Part =>
  named(`autoscaling/${version}`, 'HorizontalPodAutoscaler', {
    spec: { scaleTargetRef, maxReplicas: 3, ...spec },
  })
const metric = (type: string, source: Part): Part => autoscaler({ metrics: [{ type, ...source }] })
const cpu = (target: Part): Part => metric('Resource', { resource: { name: 'cpu', target } })
const budget = (spec: Part, metadata: Part = { name: 'web' }): Part => ({
  ...named('policy/v1', 'PodDisruptionBudget', { spec }),
  metadata,
})
const priority = (value: unknown, name = 'high', more: Part = {}): Part => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  ...more,
})
const node = (more: Part): Part => named('v1', 'Node', more)

const rows: readonly Row[] = [
  // PriorityClasses.
  ['a priority of 1000000000 is good', priority(1_000_000_000), []],
  [
    'and no more',
    priority(1_000_000_001),
    ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
  ],
  ['what comes with a cluster is as it is there', priority(2_000_001_000, 'system-node-critical'), []],
  [
    'and not otherwise',
    priority(1, 'system-node-critical'),
    [
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: value of system-node-critical PriorityClass must be 2000001000",
    ],
  ],
  [
    'other names do not begin so',
    priority(1, 'system-x', { preemptionPolicy: 'Always' }),
    [
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-x is not a known system priority class",
      'preemptionPolicy: Unsupported value: "Always": supported values: "PreemptLowerPriority", "Never"',
    ],
  ],
  // Services.
  [
    'a port of 0 is the port of the target too',
    service({ ports: [{ port: 0 }] }),
    ['spec.ports[0].port: Invalid value: 0', 'spec.ports[0].targetPort: Invalid value: 0'],
  ],
  [
    'a list of addresses begins with the address',
    service({ clusterIPs: ['None'] }),
    ['spec.clusterIPs: Invalid value: ["None"]: must be empty when `clusterIP` is not specified'],
  ],
  [
    'a metric of a container names it, and a resource of containers',
    metric('ContainerResource', {
      containerResource: {
        name: 'pods',
        container: 'A',
        target: { type: 'Utilization', averageUtilization: 1 },
      },
    }),
    [
      'spec.metrics[0].containerResource.name: Invalid value: "pods": must be a standard resource for containers',
      'spec.metrics[0].containerResource.container: Invalid value: "A"',
    ],
  ],
  ['a budget takes any finalizer', budget({}, { name: 'web', finalizers: ['mine'] }), []],
  ['the range of a node wins over its list', node({ spec: { podCIDR: '10.0.0.0/24', podCIDRs: ['x'] } }), []],
  ['a target of nothing is the port', service({ ports: [{ port: 80, targetPort: '' }] }), []],
  [
    'two ports have names',
    service({ ports: [{ port: 80 }, { port: 81, name: 'a' }] }),
    ['spec.ports[0].name: Required value'],
  ],
  [
    'two ports of one number differ by protocol',
    service({
      ports: [
        { port: 80, name: 'a' },
        { port: 80, name: 'b', protocol: 'SCTP' },
      ],
    }),
    [],
  ],
  ['a headless Service needs no port', service({ clusterIP: 'None', ports: [] }), []],
  [
    'a headless Service is of no node',
    service({ clusterIP: 'None', type: 'NodePort' }),
    ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
  ],
  [
    'an external name is needed, and no ports',
    service({ type: 'ExternalName', ports: [] }),
    ['spec.externalName: Required value'],
  ],
  [
    'an external name may end with a dot',
    service({ type: 'ExternalName', externalName: 'example.com.' }),
    [],
  ],
  [
    'ports of nodes are for nodes',
    service({ ports: [{ port: 80, nodePort: 30_000 }] }),
    ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
  ],
  [
    'ports of nodes are 30000 to 32767',
    service({ type: 'NodePort', ports: [{ port: 80, nodePort: 32_768 }] }),
    ['spec.ports[0].nodePort: Invalid value: 32768: provided port is not in the valid range'],
  ],
  [
    'an affinity lasts a day at most',
    service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86_401 } } }),
    [
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400',
    ],
  ],
  [
    'two addresses are of two families',
    service({ clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', '10.0.0.2'] }),
    [
      'spec.clusterIPs: Invalid value: ["10.0.0.1","10.0.0.2"]: may specify no more than one IP for each IP family',
    ],
  ],
  [
    'a load balancer is no cluster address',
    service({
      loadBalancerClass: 'a',
      allocateLoadBalancerNodePorts: true,
      loadBalancerSourceRanges: ['10.0.0.0/33'],
    }),
    [
      'spec.LoadBalancerSourceRanges: Forbidden',
      'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0/33": must be a valid CIDR value',
      'spec.allocateLoadBalancerNodePorts: Forbidden',
      'spec.loadBalancerClass: Forbidden',
    ],
  ],
  [
    'an outside address is reached from outside',
    service({ externalIPs: ['127.0.0.1'], externalTrafficPolicy: 'local' }),
    [
      'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range',
      'spec.externalTrafficPolicy: Unsupported value: "local"',
    ],
  ],
  // Autoscalers.
  ['1 to 1 replicas are a range', autoscaler({ minReplicas: 1, maxReplicas: 1 }), []],
  [
    'the most is above the least',
    autoscaler({ minReplicas: 4 }),
    ['spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`'],
  ],
  [
    'none is too few',
    autoscaler({ minReplicas: 0 }),
    ['spec.minReplicas: Invalid value: 0: must be greater than or equal to 1', 'spec.metrics: Forbidden'],
  ],
  [
    'a target names its group',
    autoscaler({ scaleTargetRef: { ...scaleTargetRef, apiVersion: 'v1' } }),
    ['spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group'],
  ],
  [
    'a target has one version',
    autoscaler({ scaleTargetRef: { ...scaleTargetRef, apiVersion: 'a/b/c' } }),
    ['spec.scaleTargetRef.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c'],
  ],
  [
    'a share of 0 is none, in v1 too',
    autoscaler({ targetCPUUtilizationPercentage: 0 }, 'v1'),
    ['spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0'],
  ],
  [
    'a metric has the source of its type',
    metric('Pods', { resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }),
    ['spec.metrics[0].pods: Required value: must populate information'],
  ],
  [
    'a resource has a value or a share',
    cpu({ type: 'Utilization', averageUtilization: 1, averageValue: '1m' }),
    ['spec.metrics[0].resource.target.averageValue: Forbidden: may not set both'],
  ],
  [
    'a type of target is one of three',
    cpu({ type: 'Average', averageValue: 0 }),
    [
      'spec.metrics[0].resource.target.type: Invalid value: "Average": must be either',
      'spec.metrics[0].resource.target.averageValue: Invalid value: "0": must be positive',
    ],
  ],
  [
    'a window is an hour at most',
    autoscaler({
      behavior: {
        scaleDown: { stabilizationWindowSeconds: 3600 },
        scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 1800 }] },
      },
    }),
    [],
  ],
  [
    'a period is half an hour at most',
    autoscaler({
      behavior: {
        scaleUp: { selectPolicy: 'max', policies: [{ type: 'pods', value: 1, periodSeconds: 1801 }] },
      },
    }),
    [
      'spec.behavior.scaleUp.selectPolicy: Unsupported value: "max"',
      'spec.behavior.scaleUp.policies[0].type: Unsupported value: "pods"',
      'spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800',
    ],
  ],
  [
    'a metric from outside is named',
    metric('External', { external: { metric: { name: 'a/b' }, target: { type: 'Value', value: 1 } } }),
    ['spec.metrics[0].external.metric.name: Invalid value: "a/b": may not contain \'/\''],
  ],
  // Budgets.
  ['a budget of nothing is one', budget({}), []],
  ['a budget may keep all', budget({ minAvailable: '100%' }), []],
  [
    'a budget keeps no more than all',
    budget({ minAvailable: '101%' }),
    ['spec.minAvailable: Invalid value: "101%": must not be greater than 100%'],
  ],
  [
    'a budget keeps or gives up',
    budget({ minAvailable: 0, maxUnavailable: 0 }),
    [
      'spec: Invalid value: {"minAvailable":0,"maxUnavailable":0}: minAvailable and maxUnavailable cannot be both set',
    ],
  ],
  ['any name that fits a path is a name of a budget', budget({}, { name: 'Web_1' }), []],
  [
    'a name with a slash does not',
    budget({}, { name: 'a/b' }),
    ['metadata.name: Invalid value: "a/b": may not contain \'/\''],
  ],
  // Nodes.
  [
    'one key may taint with two effects',
    node({
      spec: {
        taints: [
          { key: 'a', effect: 'NoSchedule' },
          { key: 'a', effect: 'NoExecute' },
        ],
      },
    }),
    [],
  ],
  [
    'but once with each',
    node({
      spec: {
        taints: [
          { key: 'a', effect: 'NoSchedule' },
          { key: 'a', value: 'b', effect: 'NoSchedule' },
        ],
      },
    }),
    ['metadata.taints[1]: Duplicate value'],
  ],
  [
    'a taint needs an effect',
    node({ spec: { taints: [{ key: 'a' }] } }),
    ['metadata.taints[0].effect: Required value'],
  ],
  [
    'pods are counted in whole ones',
    node({ status: { capacity: { pods: '1.5' }, allocatable: { memory: '-1' } } }),
    [
      'status.capacity.pods: Invalid value: "1.5": must be an integer',
      'status.allocatable.memory: Invalid value: "-1"',
    ],
  ],
  ['pods have one range of each family', node({ spec: { podCIDRs: ['10.0.0.0/24', 'fd00::/64'] } }), []],
  [
    'not two of one',
    node({ spec: { podCIDRs: ['10.0.0.0/24', '10.0.1.0/24'] } }),
    ['spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR'],
  ],
  ['a kind without rules is accepted', named('v1', 'ConfigMap', { data: 5 }), []],
]

for (const [sentence, object, causes] of rows) {
  test(sentence, () => assert.equal(causesLike(object, causes), [...causes]))
}

test.run()
