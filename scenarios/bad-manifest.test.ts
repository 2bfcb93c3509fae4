/** Kubernetes objects that cannot be simulated: rule, place and message of each. */
import { suite } from 'uvu'
import { type BadInput, selector, testRefusals, workload } from './bad-input.test.helper.ts'
import { podWith } from './load-text.test.helper.ts'

const test = suite('bad manifest')

const probe = (...keys: readonly string[]): string =>
  podWith('livenessProbe:', '  tcpSocket: {port: 80}', ...keys.map((key) => `  ${key}`))

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

testRefusals(test, manifests)

test.run()
