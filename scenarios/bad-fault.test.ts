/** Faults of a scenario that cannot be: rule, place and message of each. */
import { suite } from 'uvu'
import { type BadInput, selector, testRefusals, workload } from './bad-input.test.helper.ts'
import { scenarioWith } from './load-text.test.helper.ts'

const test = suite('bad fault')

const faults: readonly BadInput[] = [
  {
    does: 'rolls out a workload whose controller replaces no pods',
    text: `${scenarioWith('faults:', '  - {kind: rollout, at: 1m, image: "b:2", match: ▸{name: fleet}}')}---\n${workload('ReplicaSet', selector).replace('name: web', 'name: fleet')}`,
    rule: 'entry-target',
    message:
      /selects default\/replicaset\/fleet; expected Deployments, StatefulSets and DaemonSets only for a rollout/,
    twin: `${scenarioWith('faults:', '  - {kind: rollout, at: 1m, match: {name: fleet}}')}---\n${workload('Deployment', selector).replace('name: web', 'name: fleet')}`,
  },
  {
    does: 'rolls a bare Pod out without a new image',
    text: scenarioWith('faults:', '  - {kind: rollout, at: 1m, match: ▸{name: web}}'),
    rule: 'entry-target',
    message: /selects default\/pod\/web; expected Deployments.* or bare Pods and a new image/,
    twin: scenarioWith('faults:', '  - {kind: rollout, at: 1m, image: "b:2", match: {name: web}}'),
  },
  {
    does: 'rolls a bare Pod back',
    text: scenarioWith('faults:', '  - {kind: rollback, at: 1m, match: ▸{name: web}}'),
    rule: 'entry-target',
    message:
      /selects default\/pod\/web; expected Deployments, StatefulSets and DaemonSets only for a rollback/,
    twin: `${scenarioWith('faults:', '  - {kind: rollback, at: 1m, match: {name: fleet}}')}---\n${workload('Deployment', selector).replace('name: web', 'name: fleet')}`,
  },
  ...[
    {
      does: 'gives a rollout two images',
      to: 'to: {image: "b:2"}, ▸image: "b:3"',
      rule: 'entry-target',
      message: /has image and to.image/,
    },
    {
      does: 'changes a probe that no container has',
      to: 'to: {livenessProbe: ▸{periodSeconds: 5}}',
      rule: 'match-nothing',
      message: /changes a liveness probe, but no container that the fault is about has one/,
    },
    {
      does: 'makes a liveness probe that needs two successes',
      to: 'to: {livenessProbe: {httpGet: {port: 80}, successThreshold: ▸2}}',
      rule: 'number-range',
      message: /successThreshold is 2; expected 1/,
    },
    {
      does: 'gives a readiness probe a grace period',
      to: 'to: {readinessProbe: {httpGet: {port: 80}, terminationGracePeriodSeconds: ▸5}}',
      rule: 'number-range',
      message: /expected none, as a readiness probe kills nothing/,
    },
    {
      does: 'gives a probe two handlers',
      to: 'to: {startupProbe: {httpGet: {port: 80}, ▸exec: {command: [ls]}}}',
      rule: 'entry-target',
      message: /has httpGet and exec; expected one of them/,
    },
    {
      does: 'gives a probe of a rollout a word',
      to: 'to: {startupProbe: ▸never}',
      rule: 'wrong-type',
      message: /expected a map of fields, or none/,
    },
  ].map(({ to, ...rest }) => ({
    ...rest,
    text: `${scenarioWith('faults:', `  - {kind: rollout, at: 1m, match: {name: fleet}, ${to}}`)}---\n${workload('Deployment', selector).replace('name: web', 'name: fleet')}`,
    twin: `${scenarioWith('faults:', '  - {kind: rollout, at: 1m, match: {name: fleet}, to: {image: "b:2"}}')}---\n${workload('Deployment', selector).replace('name: web', 'name: fleet')}`,
  })),
  {
    does: 'takes the registry away for ever',
    text: scenarioWith('faults:', '  - ▸{kind: registryDown, at: 1m}'),
    rule: 'missing-key',
    message: /has no for/,
    twin: scenarioWith('faults:', '  - {kind: registryDown, at: 1m, for: 10s}'),
  },
  {
    does: 'lets a fault happen after the end',
    text: scenarioWith('duration: 10m', 'faults:', '  - {kind: crash, at: ▸10m}'),
    rule: 'fault-time',
    message: /the run ends at 10m/,
    twin: scenarioWith('duration: 10m', 'faults:', '  - {kind: crash, at: 599s}'),
  },
  {
    does: 'gives a fault that hits nothing',
    text: scenarioWith('faults:', '  - {kind: hang, at: 1m, match: ▸{container: db}}'),
    rule: 'match-nothing',
    message: /selects no container/,
  },
  {
    does: 'restarts the kubelet of no node',
    text: scenarioWith('faults:', '  - {kind: kubeletRestart, at: 1m, nodes: ▸{pool: gpu}}'),
    rule: 'match-nothing',
    message: /selects no node/,
  },
  {
    does: 'gives both count and fraction',
    text: scenarioWith('faults:', '  - {kind: hang, at: 1m, count: 1, ▸fraction: 0.5}'),
    rule: 'entry-target',
    message: /both count and fraction/,
  },
  {
    does: 'hits more than a million',
    text: scenarioWith('faults:', '  - {kind: hang, at: 1m, count: ▸1000001}'),
    rule: 'number-range',
    message: /from 1 to 1000000/,
  },
  {
    does: 'ends a crash',
    text: scenarioWith('faults:', '  - {kind: crash, at: 1m, ▸for: 5s}'),
    rule: 'fault-key',
    message: /a crash takes no "for": it has no end/,
  },
  {
    does: 'scales a bare pod',
    text: scenarioWith('faults:', '  - {kind: scale, at: 1m, replicas: 2, match: ▸{name: web}}'),
    rule: 'entry-target',
    message: /default\/pod\/web/,
  },
  {
    does: 'forces a deletion with a grace period',
    text: scenarioWith('faults:', '  - {kind: delete, at: 1m, force: true, gracePeriodSeconds: ▸5}'),
    rule: 'entry-target',
    message: /force and a grace period/,
  },
  {
    does: 'invents a kind of fault',
    text: scenarioWith('faults:', '  - {kind: ▸hangs, at: 1m}'),
    rule: 'text-choice',
    message: /"hangs"/,
    fix: /write hang/,
  },
]

testRefusals(test, faults)

test.run()
