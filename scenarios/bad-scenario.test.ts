/** Scenarios that cannot be simulated: rule, place and message of each; faults have a table of their own. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type BadInput, selector, testRefusals, workload } from './bad-input.test.helper.ts'
import { podWith, scenarioWith } from './load-text.test.helper.ts'

const test = suite('bad scenario')

const daemons = `---\n${workload('DaemonSet', selector)}`.replace('name: web', 'name: agent')

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
    does: 'leaves out the space after a colon',
    text: scenarioWith('workloads:', '  - behavior: {▸errorRate:0.1}'),
    rule: 'unknown-key',
    message: /no key "errorRate:0.1"/,
    fix: /^write a space after the colon of errorRate/,
    twin: scenarioWith('workloads:', '  - behavior: {errorRate: 0.1}'),
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

testRefusals(test, scenarios)

test('covers at least 45 bad inputs', () => {
  assert.ok(scenarios.length >= 45)
})

test.run()
