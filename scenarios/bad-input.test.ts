/**
 * Every way to write an input that cannot be simulated: its rule, its place and its message. The place is where
 * the mark ▸ stands in the text; the mark itself is taken out before loading.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from './load-scenario.ts'
import { inDirectory, loadError, loadText, podWith, scenarioWith } from './load-text.test.helper.ts'
import { jsonBytesMax, yamlBytesMax } from './text/input-limits.ts'

const test = suite('bad input')

type BadInput = {
  /** What the input does, as the name of a test says it. */
  readonly does: string
  readonly text: string
  readonly rule: string
  readonly message: RegExp
  /** Piece of the fix, where it says more than the rule. */
  readonly fix?: RegExp
  /** The same input put right. */
  readonly twin?: string
}

const probe = (...keys: readonly string[]): string =>
  podWith('livenessProbe:', '  tcpSocket: {port: 80}', ...keys.map((key) => `  ${key}`))

function workload(kind: string, spec: string, pod = 'containers: [{name: app, image: a:1}]'): string {
  const apiVersion = kind === 'Job' ? 'batch/v1' : 'apps/v1'
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\nspec:\n  ${spec}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      ${pod}\n`
}

const selector = 'selector: {matchLabels: {app: web}}'
const daemons = `---\n${workload('DaemonSet', selector)}`.replace('name: web', 'name: agent')

const manifests: readonly BadInput[] = [
  {
    does: 'gives a pod no time at all',
    text: podWith().replace('spec:', 'spec:\n  activeDeadlineSeconds: ▸0'),
    rule: 'number-range',
    message: /spec\.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive/,
    twin: podWith().replace('spec:', 'spec:\n  activeDeadlineSeconds: 1'),
  },
  {
    does: 'gives the pods of a Deployment a deadline',
    text: workload(
      'Deployment',
      selector,
      '▸activeDeadlineSeconds: 60\n      containers: [{name: app, image: a:1}]',
    ),
    rule: 'api-validation',
    message: /Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported/,
    twin: workload(
      'Job',
      'parallelism: 1',
      'activeDeadlineSeconds: 60\n      restartPolicy: Never\n      containers: [{name: app, image: a:1}]',
    ),
  },
  {
    does: 'gives a hook no handler',
    text: podWith('lifecycle:', '  preStop: ▸{}'),
    rule: 'hook-handler',
    message: /lifecycle\.preStop: Required value: must specify a handler type/,
    twin: podWith('lifecycle:', '  preStop: {sleep: {seconds: 5}}'),
  },
  {
    does: 'gives a text for a number',
    text: probe('periodSeconds: ▸"10"'),
    rule: 'wrong-type',
    message:
      /spec\.containers\[0\]\.livenessProbe\.periodSeconds: json: cannot unmarshal string into Go struct field Probe\.spec\.containers\.livenessProbe\.periodSeconds of type int32; expected a whole number/,
    fix: /without quotes/,
    twin: probe('periodSeconds: 10'),
  },
  {
    does: 'gives a fraction of a second',
    text: probe('timeoutSeconds: ▸0.5'),
    rule: 'wrong-type',
    message: /cannot unmarshal number 0\.5 into .* of type int32/,
  },
  {
    does: 'gives a negative period',
    text: probe('periodSeconds: ▸-1'),
    rule: 'number-range',
    message: /periodSeconds: Invalid value: -1: must be greater than or equal to 0/,
    twin: probe('periodSeconds: 0'),
  },
  {
    does: 'gives a number beyond int32',
    text: probe('failureThreshold: ▸4294967296'),
    rule: 'wrong-type',
    message: /cannot unmarshal number 4294967296 into .* of type int32/,
  },
  {
    does: 'has two handlers',
    text: podWith('livenessProbe:', '  exec: {command: [ls]}', '  ▸tcpSocket: {port: 80}'),
    rule: 'probe-handler',
    message: /livenessProbe\.tcpSocket: Forbidden: may not specify more than 1 handler type/,
    twin: podWith('livenessProbe:', '  exec: {command: [ls]}'),
  },
  {
    does: 'has no handler',
    text: podWith('readinessProbe: ▸{periodSeconds: 5}'),
    rule: 'probe-handler',
    message: /readinessProbe: Required value: must specify a handler type/,
  },
  {
    does: 'asks a liveness probe for two successes',
    text: probe('successThreshold: ▸2'),
    rule: 'probe-success-threshold',
    message: /livenessProbe\.successThreshold: Invalid value: 2: must be 1/,
    twin: podWith('readinessProbe:', '  tcpSocket: {port: 80}', '  successThreshold: 2'),
  },
  {
    does: 'asks a startup probe for two successes',
    text: podWith('startupProbe:', '  tcpSocket: {port: 80}', '  successThreshold: ▸2'),
    rule: 'probe-success-threshold',
    message: /must be 1/,
  },
  {
    does: 'sets a grace period on a readiness probe',
    text: podWith('readinessProbe:', '  tcpSocket: {port: 80}', '  terminationGracePeriodSeconds: ▸5'),
    rule: 'probe-grace-period',
    message: /must not be set for readinessProbes/,
    twin: probe('terminationGracePeriodSeconds: 5'),
  },
  {
    does: 'sets a grace period of 0 on a probe',
    text: probe('terminationGracePeriodSeconds: ▸0'),
    rule: 'probe-grace-period',
    message: /must be greater than 0/,
  },
  {
    does: 'misspells a key of a probe',
    text: probe('▸perodSeconds: 5'),
    rule: 'unknown-field',
    message: /unknown field "spec\.containers\[0\]\.livenessProbe\.perodSeconds"/,
    fix: /periodSeconds/,
  },
  {
    does: 'misspells a key of a handler',
    text: podWith('livenessProbe:', '  httpGet: {▸pth: /x, port: 80}'),
    rule: 'unknown-field',
    message: /unknown field "spec\.containers\[0\]\.livenessProbe\.httpGet\.pth"/,
    fix: /path/,
  },
  {
    does: 'gives a port beyond 65535',
    text: podWith('livenessProbe:', '  httpGet: {port: ▸70000}'),
    rule: 'probe-port',
    message: /must be between 1 and 65535, inclusive/,
  },
  {
    does: 'gives no port',
    text: podWith('livenessProbe:', '  ▸httpGet: {path: /}'),
    rule: 'probe-port',
    message: /httpGet\.port: Invalid value: 0: must be between 1 and 65535, inclusive/,
  },
  {
    does: 'names the port of a grpc probe',
    text: podWith('livenessProbe:', '  grpc: {port: ▸health}'),
    rule: 'wrong-type',
    message: /cannot unmarshal string into .*grpc\.port of type int32/,
    twin: podWith('livenessProbe:', '  grpc: {port: 8080}'),
  },
  {
    does: 'gives a port number in quotes',
    text: podWith('livenessProbe:', '  httpGet: {port: ▸"8080"}'),
    rule: 'probe-port',
    message: /must contain at least one letter \(a-z\)/,
    fix: /without quotes/,
  },
  {
    does: 'gives an exec probe no command',
    text: podWith('livenessProbe:', '  ▸exec: {}'),
    rule: 'missing-key',
    message: /exec\.command: Required value/,
  },
  {
    does: 'leaves out the image',
    text: podWith().replace('name: app\n      image: app:1', '▸name: app'),
    rule: 'missing-key',
    message: /spec\.containers\[0\]\.image: Required value/,
    twin: podWith(),
  },
  {
    does: 'leaves out the selector',
    text: workload('Deployment', 'replicas: 1').replace('spec:', '▸spec:'),
    rule: 'missing-key',
    message: /spec\.selector: Required value/,
    twin: workload('Deployment', selector),
  },
  {
    does: 'has a pod without containers',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: ▸[]}\n',
    rule: 'container-required',
    message: /spec\.containers: Required value/,
  },
  {
    does: 'names two containers alike',
    text: podWith('# the next has the same name').concat('    - {name: ▸app, image: b:1}\n'),
    rule: 'container-name-twice',
    message: /containers\[1\]\.name: Duplicate value: "app"/,
  },
  {
    does: 'gives a plain init container a probe',
    text: podWith().concat(
      '  initContainers:\n    - name: prepare\n      image: a:1\n      ▸livenessProbe: {tcpSocket: {port: 1}}\n',
    ),
    rule: 'init-container-probe',
    message: /may not be set for init containers without restartPolicy=Always/,
  },
  {
    does: 'gives a plain init container a hook',
    text: podWith().concat(
      '  initContainers:\n    - {name: prepare, image: a:1, ▸lifecycle: {preStop: {sleep: {seconds: 1}}}}\n',
    ),
    rule: 'init-container-probe',
    message: /lifecycle: Forbidden/,
  },
  {
    does: 'gives a container restart rules without a policy',
    text: podWith('restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]').replace(
      'name: app',
      '▸name: app',
    ),
    rule: 'missing-key',
    message: /restartPolicy: Required value: must specify restartPolicy/,
    twin: podWith(
      'restartPolicy: Never',
      'restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]',
    ),
  },
  {
    does: 'gives a restart rule an action that does not exist',
    text: podWith(
      'restartPolicy: Never',
      'restartPolicyRules: [{action: ▸Reboot, exitCodes: {operator: In, values: [1]}}]',
    ),
    rule: 'text-choice',
    message: /supported values: "Restart", "RestartAllContainers"/,
  },
  {
    does: 'gives a restart rule no operator',
    text: podWith(
      'restartPolicy: Never',
      'restartPolicyRules: [{action: Restart, ▸exitCodes: {values: [1]}}]',
    ),
    rule: 'text-choice',
    message: /operator: Unsupported value: "": supported values: "In", "NotIn"/,
    twin: podWith(
      'restartPolicy: Never',
      'restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [256, -1]}}]',
    ),
  },
  {
    does: 'gives a container a restart policy that does not exist',
    text: podWith('restartPolicy: ▸Sometimes'),
    rule: 'text-choice',
    message: /supported values: "Always", "Never", "OnFailure"/,
  },
  {
    does: 'names an object in capitals',
    text: podWith().replace('name: web', 'name: ▸Web'),
    rule: 'name-format',
    message: /metadata\.name: Invalid value: "Web": a lowercase RFC 1123 subdomain/,
  },
  {
    does: 'hides a terminal command in a name',
    text: podWith().replace('name: web', 'name: ▸"we\\eb[2J"'),
    rule: 'name-format',
    message: /Invalid value: "we/,
  },
  {
    does: 'names a container with a dot',
    text: podWith().replace('name: app', 'name: ▸app.one'),
    rule: 'name-format',
    message: /Invalid value: "app\.one": must not contain dots/,
  },
  {
    does: 'leaves out the name',
    text: '▸apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: a:1}]}\n',
    rule: 'missing-key',
    message: /metadata\.name: Required value/,
  },
  {
    does: 'leaves out the kind',
    text: '▸apiVersion: v1\nmetadata: {name: a}\n',
    rule: 'object-kind',
    message: /Object 'kind' is missing/,
  },
  { does: 'holds a plain text', text: '▸hello\n', rule: 'object-kind', message: /the document is "hello"/ },
  {
    does: 'has the same object twice',
    text: `${podWith()}---\n${podWith().replace('name: web', 'name: ▸web')}`,
    rule: 'object-duplicate',
    message: /Pod default\/web stands twice.*<stdin>:3:18/,
  },
  {
    does: 'selects other labels than those of its template',
    text: workload('Deployment', 'selector: {matchLabels: {app: api}}').replace('{app: web}', '▸{app: web}'),
    rule: 'selector-mismatch',
    message: /`selector` does not match template `labels`/,
    twin: workload('Deployment', selector),
  },
  {
    does: 'excludes its own labels by an expression',
    text: workload(
      'StatefulSet',
      'selector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}',
    ).replace('{app: web}', '▸{app: web}'),
    rule: 'selector-mismatch',
    message: /does not match/,
  },
  {
    does: 'invents an operator',
    text: workload('ReplicaSet', 'selector: {matchExpressions: [{key: app, operator: ▸Like}]}'),
    rule: 'selector-format',
    message: /not a valid selector operator/,
  },
  {
    does: 'gives negative replicas',
    text: workload('Deployment', `replicas: ▸-2\n  ${selector}`),
    rule: 'number-range',
    message: /spec\.replicas: Invalid value: -2/,
  },
  {
    does: 'gives a Deployment another restart policy',
    text: workload(
      'Deployment',
      selector,
      'restartPolicy: ▸Never\n      containers: [{name: app, image: a:1}]',
    ),
    rule: 'restart-policy',
    message: /supported values: "Always"/,
  },
  {
    does: 'leaves a Job without a restart policy',
    text: workload('Job', 'parallelism: 1').replace('    spec:\n', '    ▸spec:\n'),
    rule: 'restart-policy',
    message: /valid values: "OnFailure", "Never"/,
    twin: workload(
      'Job',
      'parallelism: 1',
      'restartPolicy: Never\n      containers: [{name: app, image: a:1}]',
    ),
  },
  {
    does: 'sleeps longer than the grace period of a pod, which is 1 s for a negative one',
    text: podWith('lifecycle: {preStop: {sleep: ▸{seconds: 2}}}').concat(
      '  terminationGracePeriodSeconds: -5\n',
    ),
    rule: 'api-validation',
    message: /Invalid value: 2: must be non-negative and less than terminationGracePeriodSeconds \(1\)/,
    twin: podWith('lifecycle: {preStop: {sleep: {seconds: 1}}}').concat(
      '  terminationGracePeriodSeconds: -5\n',
    ),
  },
  {
    does: 'gives a request that is no quantity',
    text: podWith('resources: {requests: {cpu: ▸100x}}'),
    rule: 'quantity-format',
    message: /quantities must match the regular expression/,
    twin: podWith('resources: {requests: {cpu: 100m, memory: 1.5Gi}}'),
  },
  {
    does: 'gives a label value with a blank',
    text: podWith().replace('{name: web}', '{name: web, labels: {a: ▸"b c"}}'),
    rule: 'label-format',
    message: /metadata\.labels: Invalid value: "b c": a valid label must be an empty string or/,
  },
  {
    does: 'holds nothing to simulate',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    rule: 'nothing-to-simulate',
    message: /no workload/,
  },
]

const scenarios: readonly BadInput[] = [
  {
    does: 'misspells a key of a scenario',
    text: scenarioWith('▸duratoin: 10m'),
    rule: 'unknown-key',
    message: /no key "duratoin"/,
    fix: /write duration/,
    twin: scenarioWith('duration: 10m'),
  },
  {
    does: 'puts a key beside spec',
    text: `apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\n▸duration: 10m\n---\n${podWith()}`,
    rule: 'unknown-key',
    message: /beside spec/,
  },
  {
    does: 'misspells a key of a behavior',
    text: scenarioWith('workloads:', '  - behavior: {▸errorrate: 0.1}'),
    rule: 'unknown-key',
    message: /no key "errorrate"/,
    fix: /errorRate/,
  },
  {
    does: 'gives a duration in parsecs',
    text: scenarioWith('duration: ▸5 parsecs'),
    rule: 'duration-format',
    message: /"5 parsecs" is not a duration/,
    fix: /1m30s/,
  },
  {
    does: 'gives a duration without a unit',
    text: scenarioWith('duration: ▸90'),
    rule: 'duration-format',
    message: /90 is not a duration/,
    fix: /90s/,
  },
  {
    does: 'gives a duration in days',
    text: scenarioWith('duration: ▸2d'),
    rule: 'duration-format',
    message: /"2d"/,
    fix: /48h/,
  },
  {
    does: 'gives a negative duration',
    text: scenarioWith('warmUp: ▸-5s'),
    rule: 'duration-format',
    message: /is negative/,
  },
  {
    does: 'gives a fraction of a microsecond',
    text: scenarioWith('warmUp: ▸1500ns'),
    rule: 'duration-format',
    message: /whole number of microseconds/,
    twin: scenarioWith('warmUp: 2000ns'),
  },
  {
    does: 'gives a duration of more than 1000 days',
    text: scenarioWith('duration: ▸24001h'),
    rule: 'duration-format',
    message: /longer than 1000 days/,
    twin: scenarioWith('duration: 24000h', 'interval: 1h'),
  },
  {
    does: 'gives a duration of 0',
    text: scenarioWith('duration: ▸0s'),
    rule: 'number-range',
    message: /expected 1us or more/,
  },
  {
    does: 'gives a seed without quotes',
    text: scenarioWith('seed: ▸42'),
    rule: 'wrong-type',
    message: /expected a text/,
    fix: /"42"/,
    twin: scenarioWith('seed: "42"'),
  },
  {
    does: 'asks for a version that is not there',
    text: scenarioWith('kubernetesVersion: ▸"1.20"'),
    rule: 'text-choice',
    message: /expected a version from 1\.31 to 1\.37/,
  },
  {
    does: 'asks for no replication',
    text: scenarioWith('replications: ▸0'),
    rule: 'number-range',
    message: /from 1 to 1000000/,
  },
  {
    does: 'lets a run have no pod',
    text: scenarioWith('podsMax: ▸0'),
    rule: 'number-range',
    message: /from 1 to 50000000/,
  },
  {
    does: 'lets a run have fewer pods than it begins with',
    text: scenarioWith('podsMax: ▸2', 'workloads: [{replicas: 3}]'),
    rule: 'number-range',
    message: /podsMax is 2, but the workloads begin with 3 pods; expected at least 3/,
    twin: scenarioWith('podsMax: 3', 'workloads: [{replicas: 3}]'),
  },
  {
    does: 'warms up beyond the end',
    text: scenarioWith('duration: 10m', 'warmUp: ▸10m'),
    rule: 'time-order',
    message: /the run ends at 10m/,
  },
  {
    does: 'shifts the clock by a second',
    text: scenarioWith('clockOffset: ▸1s'),
    rule: 'number-range',
    message: /less than 1s/,
  },
  {
    does: 'divides the run into too many buckets',
    text: scenarioWith('interval: ▸1ms'),
    rule: 'number-range',
    message: /time buckets/,
  },
  {
    does: 'leaves the warm-up of a terminating run to a pilot study',
    text: scenarioWith('warmUp: ▸auto'),
    rule: 'time-order',
    message: /terminating/,
    twin: scenarioWith('analysis: steadyState', 'warmUp: auto'),
  },
  {
    does: 'asks a threshold of a metric that there is not',
    text: scenarioWith('thresholds: [▸"restart_total < 1"]'),
    rule: 'threshold',
    message: /no metric/,
    twin: scenarioWith('thresholds: ["restarts_total < 1"]'),
  },
  {
    does: 'asks a threshold of a workload that there is not',
    text: scenarioWith('thresholds: [▸"restarts_total{workload:default/pod/none} < 1"]'),
    rule: 'threshold',
    message: /which the input does not hold/,
  },
  {
    does: 'gives a time where cores are meant',
    text: scenarioWith('workloads:', '  - behavior: {cpu: {idle: ▸20ms}}'),
    rule: 'quantity-format',
    message: /expected a number of cores from 0, such as 20m or 0.5/,
    twin: scenarioWith('workloads:', '  - behavior: {cpu: {idle: 20m}}'),
  },
  {
    does: 'gives a start-up no core',
    text: scenarioWith('workloads:', '  - behavior: {cpu: {startup: 5s, startupCores: ▸0}}'),
    rule: 'quantity-format',
    message: /expected a number of cores above 0/,
    twin: scenarioWith('workloads:', '  - behavior: {cpu: {startup: 5s, startupCores: 500m}}'),
  },
  {
    does: 'gives requests a share instead of a time',
    text: scenarioWith('workloads:', '  - behavior: {cpu: {perRequest: ▸0.5}}'),
    rule: 'duration-format',
    message: /behavior.cpu.perRequest/,
    twin: scenarioWith('workloads:', '  - behavior: {cpu: {perRequest: 500us}}'),
  },
  {
    does: 'leaks less than nothing',
    text: scenarioWith('workloads:', '  - behavior: {leaks: {exec: ▸-1}}'),
    rule: 'number-range',
    message: /behavior.leaks.exec is -1; expected a number from 0 to 1000/,
    twin: scenarioWith('workloads:', '  - behavior: {leaks: {exec: 0.01}}'),
  },
  {
    does: 'leaks by a probe that there is not',
    text: scenarioWith('workloads:', '  - behavior: {leaks: {▸http: 1}}'),
    rule: 'unknown-key',
    message: /there is no key "http" here/,
    twin: scenarioWith('workloads:', '  - behavior: {leaks: {httpGet: 1}}'),
  },
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
    does: 'sets a gate that changes no rule',
    text: scenarioWith('featureGates: {▸EventedPLEG: true}'),
    rule: 'unknown-key',
    message: /no key "EventedPLEG"/,
    twin: scenarioWith('featureGates: {ReduceDefaultCrashLoopBackOffDecay: true}'),
  },
  {
    does: 'gives a pool no count',
    text: scenarioWith('nodes:', '  - ▸name: worker'),
    rule: 'missing-key',
    message: /has no count/,
  },
  {
    does: 'gives a pool 0 nodes',
    text: scenarioWith('nodes:', '  - {name: worker, count: ▸0}'),
    rule: 'number-range',
    message: /count is 0/,
  },
  {
    does: 'names two pools alike',
    text: scenarioWith('nodes:', '  - {name: w, count: 1}', '  - {name: ▸w, count: 1}'),
    rule: 'object-duplicate',
    message: /node named w-0/,
  },
  {
    does: 'gives a pool half a pod',
    text: scenarioWith('nodes:', '  - {name: w, count: 1, allocatable: {pods: ▸"0.5"}}'),
    rule: 'number-range',
    message: /whole number/,
  },
  {
    does: 'gives a probability above 1',
    text: scenarioWith('workloads:', '  - behavior: {errorRate: ▸1.5}'),
    rule: 'number-range',
    message: /from 0 to 1/,
  },
  {
    does: 'has percentiles in the wrong order',
    text: scenarioWith('workloads:', '  - behavior: {latency: {lognormal: ▸{p50: 80ms, p99: 5ms}}}'),
    rule: 'distribution-format',
    message: /p99 "5ms" below p50 "80ms"/,
  },
  {
    does: 'mixes the parameters of a lognormal',
    text: scenarioWith('workloads:', '  - behavior: {start: {lognormal: ▸{p50: 80ms, sigma: 1}}}'),
    rule: 'distribution-format',
    message: /p50 and p99, or median and sigma/,
  },
  {
    does: 'gives a uniform distribution backwards',
    text: scenarioWith('workloads:', '  - behavior: {start: {uniform: ▸[5s, 1s]}}'),
    rule: 'distribution-format',
    message: /higher value first/,
  },
  {
    does: 'invents a distribution',
    text: scenarioWith('workloads:', '  - behavior: {start: {▸lognorm: {p50: 1s, p99: 2s}}}'),
    rule: 'unknown-key',
    message: /no key "lognorm"/,
    fix: /lognormal/,
  },
  {
    does: 'lets phases of a node end with a container',
    text: scenarioWith(
      'workloads:',
      '  - behavior: {slow: {every: 1m, for: 1s, factor: 2, scope: node, survivesRestart: ▸false}}',
    ),
    rule: 'shared-phases',
    message: /survivesRestart is false with scope: node; expected true/,
    fix: /delete survivesRestart/,
    twin: scenarioWith(
      'workloads:',
      '  - behavior: {slow: {every: 1m, for: 1s, factor: 2, scope: node, survivesRestart: true}}',
    ),
  },
  {
    does: 'gives slow phases to a pod',
    text: scenarioWith('workloads:', '  - behavior: {slow: {every: 1m, for: 1s, factor: 2, scope: ▸pod}}'),
    rule: 'text-choice',
    message: /scope is "pod"; expected container, node or workload/,
  },
  {
    does: 'says how often pauses come and not how long they last',
    text: scenarioWith('workloads:', '  - behavior: {pause: ▸{every: 2h}}'),
    rule: 'missing-key',
    message: /pause/,
    twin: scenarioWith('workloads:', '  - behavior: {pause: {every: 2h, for: 45s}}'),
  },
  {
    does: 'gives pauses a factor',
    text: scenarioWith('workloads:', '  - behavior: {pause: {every: 2h, for: 45s, ▸factor: 3}}'),
    rule: 'unknown-key',
    message: /factor/,
  },
  {
    does: 'makes pauses without end',
    text: scenarioWith('workloads:', '  - behavior: {pause: ▸{every: 0s, for: 0s}}'),
    rule: 'endless-behavior',
    message: /pause makes phases without end; expected at most 10000000 in the run/,
    fix: /longer times/,
  },
  {
    does: 'gives a script entry no answer',
    text: scenarioWith('workloads:', '  - behavior: {script: [▸{probe: all}]}'),
    rule: 'script-answer',
    message: /neither an answer nor a sequence/,
  },
  {
    does: 'gives a sequence of other letters',
    text: scenarioWith('workloads:', '  - behavior: {script: [{probe: all, sequence: ▸"12"}]}'),
    rule: 'script-answer',
    message: /letters 1 \(ok\)/,
  },
  {
    does: 'gives an answer of HTTP to a probe of another kind',
    text: `${scenarioWith('workloads:', '  - behavior: {script: [{probe: all, answer: ▸slowBody}]}')}      livenessProbe: {tcpSocket: {port: 80}}\n`,
    rule: 'script-answer',
    message: /the liveness probe of container app of Pod default\/web is tcpSocket; expected httpGet/,
    twin: `${scenarioWith('workloads:', '  - behavior: {script: [{probe: all, answer: slowBody}]}')}      livenessProbe: {httpGet: {port: 80}}\n`,
  },
  {
    does: 'gives an unknown answer after SIGTERM',
    text: scenarioWith('workloads:', '  - behavior: {afterSigterm: ▸gone}'),
    rule: 'text-choice',
    message: /afterSigterm is "gone"; expected ok or refused/,
    twin: scenarioWith('workloads:', '  - behavior: {afterSigterm: refused}'),
  },
  {
    does: 'gives a hook a key that it does not have',
    text: scenarioWith('workloads:', '  - behavior: {postStart: {after: 2s, ▸fail: true}}'),
    rule: 'unknown-key',
    message: /there is no key "fail" here; expected after or fails/,
  },
  {
    does: 'matches no workload',
    text: scenarioWith('workloads:', '  - match: ▸{name: api}', '    replicas: 3'),
    rule: 'match-nothing',
    message: /matches no container/,
    twin: scenarioWith('workloads:', '  - match: {name: w*b}', '    replicas: 3'),
  },
  {
    does: 'writes a selector that cannot be read',
    text: scenarioWith('workloads:', '  - match: {selector: ▸"a=b=c"}'),
    rule: 'selector-format',
    message: /"a=b=c"/,
  },
  {
    does: 'gives a DaemonSet replicas',
    text: scenarioWith('workloads:', '  - replicas: ▸3') + daemons,
    rule: 'entry-target',
    message: /DaemonSet default\/agent/,
  },
  {
    does: 'creates pods later that run from the start',
    text: scenarioWith('workloads:', '  - createdAt: ▸5s'),
    rule: 'time-order',
    message: /initialState: running/,
    twin: scenarioWith('initialState: created', 'workloads:', '  - createdAt: 5s'),
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
  {
    does: 'holds two scenarios that contradict each other',
    text: `${scenarioWith('duration: 1m')}---\napiVersion: probestorm.dev/v1alpha1\nkind: Scenario\nspec:\n  ▸duration: 2m\n`,
    rule: 'scenario-twice',
    message: /spec.duration contradicts another Scenario, .*:\d/,
  },
  {
    does: 'holds a scenario of another version',
    text: `apiVersion: ▸probestorm.dev/v1\nkind: Scenario\n---\n${podWith()}`,
    rule: 'scenario-kind',
    message: /expected probestorm\.dev\/v1alpha1/,
  },
  {
    does: 'names manifests that are not there',
    text: scenarioWith('manifests: [▸./missing-folder]'),
    rule: 'file-unreadable',
    message: /no such file/,
  },
  {
    does: 'gives a list for a map',
    text: scenarioWith('overheads: ▸[typical]'),
    rule: 'wrong-type',
    message: /a list/,
  },
]

const texts: readonly BadInput[] = [
  {
    does: 'breaks the syntax of YAML',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a\n▸spec: 1\n',
    rule: 'yaml-syntax',
    message: /not valid YAML/,
  },
  {
    does: 'indents with tabs',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n▸\tname: a\n',
    rule: 'yaml-syntax',
    message: /Tabs are not allowed/,
  },
  {
    does: 'merges what is no map',
    text: 'apiVersion: v1\nkind: Pod\n<<: ▸5\n',
    rule: 'yaml-syntax',
    message: /map merge requires map or sequence of maps/,
  },
  {
    does: 'bombs with aliases',
    text: `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,▸*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d]\n`,
    rule: 'yaml-alias',
    message: /excessive aliasing/,
  },
  {
    does: 'follows an alias to nowhere',
    text: 'apiVersion: v1\nkind: ▸*kind\n',
    rule: 'yaml-alias',
    message: /unknown anchor 'kind' referenced/,
  },
  {
    does: 'nests too deeply',
    text: `${'['.repeat(400)}▸${'['.repeat(50_000)}`,
    rule: 'yaml-syntax',
    message: /more than 400 levels deep/,
  },
  { does: 'is empty', text: '', rule: 'file-empty', message: /holds no document/ },
  { does: 'holds only comments', text: '# nothing\n---\n', rule: 'file-empty', message: /holds no document/ },
  { does: 'is binary', text: 'kind\0Pod', rule: 'file-binary', message: /no UTF-8 text/ },
  {
    does: 'breaks the syntax of JSON',
    text: '{"apiVersion": "v1",\n "kind" ▸"Pod"}',
    rule: 'yaml-syntax',
    message: /not valid/,
  },
  {
    does: 'slips in the middle of JSON',
    text: '{"apiVersion": "v1", "kind": "List", "items": [\n{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "image": "a", "livenessProbe": {"exec": {"command": ["a"]}, "periodSeconds": ▸-1}}]}}]}',
    rule: 'number-range',
    message: /^spec\.containers\[0\]\.livenessProbe/,
  },
]

for (const bad of [...texts, ...manifests, ...scenarios]) {
  test(`refuses an input that ${bad.does}`, async () => {
    const at = bad.text.indexOf('▸')
    const before = bad.text.slice(0, Math.max(at, 0)).split('\n')
    const error = await loadError(loadText(bad.text.replace('▸', '')))
    const [first] = error.diagnostics
    const found = error.diagnostics.map((d) => `${d.line}:${d.column} ${d.rule}: ${d.message}`).join('\n')
    assert.is(first.rule, bad.rule, found)
    assert.is(first.file, '<stdin>', found)
    assert.is(
      `${first.line}:${first.column}`,
      `${before.length}:${before[before.length - 1].length + 1}`,
      found,
    )
    assert.match(first.message, bad.message)
    assert.ok(first.fix.length > 0)
    if (bad.fix !== undefined) assert.match(first.fix, bad.fix)
    assert.is(error.diagnostics.length, 1, found)
    assert.is(error.omitted, 0)
  })
  if (bad.twin !== undefined) {
    const { twin } = bad
    test(`accepts the twin of an input that ${bad.does}`, async () => {
      assert.ok((await loadText(twin)).spec)
    })
  }
}

type BadFile = {
  readonly does: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly path: string
  readonly rule: string
  readonly message: RegExp
}

const files: readonly BadFile[] = [
  {
    does: 'does not exist',
    files: {},
    path: 'missing.yaml',
    rule: 'file-unreadable',
    message: /no such file/,
  },
  {
    does: 'is a directory without manifests',
    files: { 'sub/readme.md': 'x' },
    path: 'sub',
    rule: 'directory-empty',
    message: /holds no manifest/,
  },
  {
    does: 'is a pattern that finds nothing',
    files: {},
    path: '*.yaml',
    rule: 'directory-empty',
    message: /holds no manifest/,
  },
  {
    does: 'is an empty file',
    files: { 'a.yaml': '' },
    path: 'a.yaml',
    rule: 'file-empty',
    message: /holds no document/,
  },
  {
    does: 'is no UTF-8',
    files: { 'a.yaml': new Uint8Array([0x6b, 0xff, 0xfe]) },
    path: 'a.yaml',
    rule: 'file-binary',
    message: /UTF-8/,
  },
  {
    does: 'is UTF-16',
    files: { 'a.yaml': new Uint8Array([0xff, 0xfe, 0x6b, 0]) },
    path: 'a.yaml',
    rule: 'file-binary',
    message: /UTF-8/,
  },
  {
    does: 'is YAML above the size limit',
    files: { 'a.yaml': new Uint8Array(yamlBytesMax + 1).fill(0x20) },
    path: 'a.yaml',
    rule: 'file-size',
    message: /32\.0 MiB; expected at most 32 MiB of YAML/,
  },
]

for (const bad of files) {
  test(`refuses a path that ${bad.does}`, async () => {
    await inDirectory(bad.files, async (directory) => {
      const path = `${directory}/${bad.path}`
      const error = await loadError(loadScenario({ files: [path] }))
      const [first] = error.diagnostics
      assert.equal([first.rule, first.line, first.column, first.file], [bad.rule, 1, 1, path])
      assert.match(first.message, bad.message)
      assert.ok(first.fix.length > 0)
    })
  })
}

test('states a limit for JSON that a text can hold', () => {
  assert.ok(jsonBytesMax > yamlBytesMax && jsonBytesMax < 2 ** 29 - 24)
})

test('gives the place in a large JSON text that breaks off', async () => {
  const text = `{"apiVersion": "v1",\n "kind": "${'x'.repeat(2 ** 20)}`
  const error = await loadError(loadText(text))
  assert.equal(
    error.diagnostics.map((d) => [d.rule, d.line]),
    [['json-syntax', 2]],
  )
})

test('refuses default nodes that the DaemonSets alone fill', async () => {
  const heavy = workload('DaemonSet', selector).replace(
    'image: a:1',
    'image: a:1, resources: {requests: {cpu: "17"}}',
  )
  const error = await loadError(loadText(heavy))
  assert.equal(
    error.diagnostics.map((d) => d.rule),
    ['nodes-too-few'],
  )
})

test('reports everything at once, sorted by place, up to a hundred', async () => {
  const probes = Array.from(
    { length: 120 },
    (_, i) => `    - {name: c${i}, image: a:1, livenessProbe: {tcpSocket: {port: 80}, periodSeconds: -1}}`,
  )
  const text = [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: web}',
    'spec:',
    '  containers:',
    ...probes,
  ].join('\n')
  const error = await loadError(loadText(text))
  assert.is(error.diagnostics.length, 100)
  assert.is(error.omitted, 20)
  assert.equal(
    error.diagnostics.map((d) => d.line),
    Array.from({ length: 100 }, (_, i) => i + 6),
  )
})

test('covers at least 45 bad inputs', () => {
  assert.ok(manifests.length + scenarios.length + texts.length + files.length >= 45)
})

test.run()
