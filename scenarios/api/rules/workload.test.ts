/** What the API server refuses of workloads, Jobs and CronJobs, on both sides of each limit. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, causesLike, cronJob, job, type Part, type Row, workload } from './causes.test.helper.ts'

const test = suite('rules of workloads')

const deployment = (spec: Part, podSpec: Part = {}): Part => workload('Deployment', spec, podSpec)
const rolling = (kind: string, rollingUpdate: unknown): Part =>
  workload(kind, { [kind === 'Deployment' ? 'strategy' : 'updateStrategy']: { rollingUpdate } })
const indexed = (spec: Part): Part => job({ completionMode: 'Indexed', completions: 3, ...spec })
const named = (metadata: Part, completions: number): Part =>
  job({ completionMode: 'Indexed', completions }, metadata)
const policy = (...rules: readonly Part[]): Part => job({ podFailurePolicy: { rules } })
const schedule = (text: string): Part => cronJob({ schedule: text })
const zone = (timeZone: string): Part => cronJob({ timeZone })
const claim = (spec: Part, name: unknown = 'data'): Part =>
  workload(
    'StatefulSet',
    {
      volumeClaimTemplates: [
        {
          metadata: { name },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
        },
      ],
    },
    { containers: [{ ...app, volumeMounts: [{ name: 'data', mountPath: '/data' }] }] },
  )
const at = 'spec.strategy.rollingUpdate'
const daemon = 'spec.updateStrategy.rollingUpdate'

const rows: readonly Row[] = [
  // Selectors.
  ['a Deployment needs a selector', deployment({ selector: undefined }), ['spec.selector: Required value']],
  [
    'a DaemonSet without a selector selects no labels',
    workload('DaemonSet', { selector: undefined }),
    ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match'],
  ],
  [
    'an empty selector selects everything, which is refused',
    deployment({ selector: {} }),
    ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  ],
  [
    'a selector may say what labels are not',
    deployment({
      selector: {
        matchExpressions: [
          { key: 'app', operator: 'NotIn', values: ['x'] },
          { key: 'tier', operator: 'DoesNotExist' },
        ],
      },
    }),
    [],
  ],
  [
    'a selector of a key needs no values',
    deployment({ selector: { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['web'] }] } }),
    ["spec.selector.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists'"],
  ],
  [
    'a selector of values needs some',
    deployment({ selector: { matchExpressions: [{ key: 'app', operator: 'In' }] } }),
    ["spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In'"],
  ],
  [
    'with a bad selector the template is not looked at',
    deployment({ selector: { matchLabels: { app: 'a b' } } }, { containers: [] }),
    ['spec.selector.matchLabels: Invalid value: "a b"'],
  ],
  [
    'a label of null is the empty text',
    deployment({
      selector: { matchLabels: { app: null } },
      template: { metadata: { labels: { app: '' } }, spec: { containers: [app] } },
    }),
    [],
  ],
  [
    'a ReplicationController selects the labels of its template by itself',
    { ...workload('ReplicationController', { selector: undefined }), apiVersion: 'v1' },
    [],
  ],
  [
    'a ReplicationController needs labels and a template',
    { apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'web' } },
    ['spec.selector: Required value', 'spec.template: Required value'],
  ],
  // Deployments.
  [
    'replicas may be 0, not -1',
    deployment({ replicas: -1, minReadySeconds: -1 }),
    ['spec.replicas: Invalid value: -1', 'spec.minReadySeconds: Invalid value: -1'],
  ],
  ['a deadline of 600 s is above 599 s', deployment({ minReadySeconds: 599 }), []],
  [
    'but not above 600 s',
    deployment({ minReadySeconds: 600 }),
    ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds'],
  ],
  [
    'a template always restarts, and has no deadline',
    deployment({}, { restartPolicy: 'Never', activeDeadlineSeconds: 5 }),
    [
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
    ],
  ],
  [
    'labels of a template are named without metadata',
    deployment({ template: { metadata: { labels: { app: 'web', b: '-' } }, spec: { containers: [app] } } }),
    ['spec.template.labels: Invalid value: "-"'],
  ],
  [
    'a template has no ephemeral containers',
    deployment({}, { ephemeralContainers: [{ name: 'd', image: 'd' }] }),
    ['spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template'],
  ],
  // Strategies.
  [
    'Recreate takes no rolling update, null is none',
    deployment({ strategy: { type: 'Recreate', rollingUpdate: null } }),
    [],
  ],
  [
    'Recreate takes no rolling update, empty or not',
    deployment({ strategy: { type: 'Recreate', rollingUpdate: {} } }),
    [`${at}: Forbidden`],
  ],
  ['a surge may double, and more', rolling('Deployment', { maxSurge: '300%', maxUnavailable: 1000 }), []],
  [
    'no more than all may be missing',
    rolling('Deployment', { maxUnavailable: '101%' }),
    [`${at}.maxUnavailable: Invalid value: "101%": must not be greater than 100%`],
  ],
  [
    'a number in quotes is no percentage',
    rolling('Deployment', { maxSurge: '1', maxUnavailable: '' }),
    [
      `${at}.maxUnavailable: Invalid value: "": a valid percent string`,
      `${at}.maxSurge: Invalid value: "1": a valid percent string`,
    ],
  ],
  [
    'something must move',
    rolling('Deployment', { maxSurge: '0%', maxUnavailable: 0 }),
    [`${at}.maxUnavailable: Invalid value: 0: may not be 0 when \`maxSurge\` is 0`],
  ],
  ['no surge and the default of 25 % move', rolling('Deployment', { maxSurge: 0 }), []],
  [
    'a DaemonSet surges or misses',
    rolling('DaemonSet', { maxSurge: 1 }),
    [`${daemon}.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero`],
  ],
  ['a DaemonSet that surges misses none', rolling('DaemonSet', { maxSurge: '100%', maxUnavailable: 0 }), []],
  [
    'a DaemonSet that does neither does not move',
    rolling('DaemonSet', { maxUnavailable: '0%' }),
    [`${daemon}.maxUnavailable: Required value: cannot be 0 when maxSurge is 0`],
  ],
  [
    'a StatefulSet deletes what it is told to, without more',
    workload('StatefulSet', { updateStrategy: { type: 'OnDelete', rollingUpdate: {} } }),
    ["spec.updateStrategy.rollingUpdate: Invalid value: {}: only allowed for updateStrategy 'RollingUpdate'"],
  ],
  [
    'what a StatefulSet may miss is not stored, and not checked',
    rolling('StatefulSet', { maxUnavailable: '101%', partition: 0 }),
    [],
  ],
  // StatefulSets.
  [
    'a StatefulSet has a label for a name',
    { ...workload('StatefulSet', {}), metadata: { name: 'a.b' } },
    ['metadata.name: Invalid value: "a.b": must not contain dots'],
  ],
  [
    'ordinals begin at 0 or more',
    workload('StatefulSet', { ordinals: { start: -1 } }),
    ['spec.ordinals.start: Invalid value: -1'],
  ],
  ['a StatefulSet may keep all its revisions', workload('StatefulSet', { revisionHistoryLimit: -1 }), []],
  [
    'a StatefulSet names its pods, whatever the template says',
    workload('StatefulSet', {}, { hostname: 'A', subdomain: 'a.b' }),
    [],
  ],
  ['claims are volumes of the template', claim({}), []],
  [
    'a claim needs a name',
    claim({}, ''),
    [
      'spec.template.spec.volumes[0].persistentVolumeClaim.claimName: Required value',
      'spec.template.spec.volumes[0].name: Required value',
      'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"',
    ],
  ],
  [
    'a claim needs modes and a size',
    claim({ accessModes: [], resources: {} }),
    [
      'spec.volumeClaimTemplates[0].spec.accessModes: Required value',
      'spec.volumeClaimTemplates[0].spec.resources[storage]: Required value',
    ],
  ],
  // Jobs.
  ['a Job that is indexed completes once by default', job({ completionMode: 'Indexed' }), []],
  [
    'but not if it runs several at once',
    job({ completionMode: 'Indexed', parallelism: 2 }),
    ['spec.completions: Required value: when completion mode is Indexed'],
  ],
  [
    'a deadline of a Job may be 0',
    job({ activeDeadlineSeconds: 0, backoffLimit: 0, ttlSecondsAfterFinished: 0, completions: 0 }),
    [],
  ],
  [
    'limits are not negative',
    job({ activeDeadlineSeconds: -1, backoffLimit: -1 }),
    ['spec.activeDeadlineSeconds: Invalid value: -1', 'spec.backoffLimit: Invalid value: -1'],
  ],
  [
    'a limit per index needs an index',
    job({ backoffLimitPerIndex: 0 }),
    ['spec.backoffLimitPerIndex: Invalid value: 0: requires indexed completion mode'],
  ],
  [
    'an indexed Job gives up at most all indexes',
    indexed({ backoffLimitPerIndex: 1, maxFailedIndexes: 4 }),
    ['spec.maxFailedIndexes: Invalid value: 4: must be less than or equal to completions'],
  ],
  [
    'more than 100000 indexes need a limit of failures',
    indexed({ completions: 100_001, backoffLimitPerIndex: 1, parallelism: 10_001 }),
    [
      'spec.maxFailedIndexes: Required value',
      'spec.parallelism: Invalid value: 10001: must be less than or equal to 10000',
    ],
  ],
  ['a name of 63 characters becomes a label of the pods', job({}, { name: 'a'.repeat(63) }), []],
  [
    'a name of 64 does not',
    job({}, { name: 'a'.repeat(64) }),
    ['spec.template.labels: Invalid value: "aaaa'],
  ],
  ['an index is part of the host name', named({ name: 'a'.repeat(61) }, 10), []],
  ['which has 63 characters', named({ name: 'a'.repeat(61) }, 11), ['metadata.name: Invalid value: "aaaa']],
  [
    'a Job with a selector of its own says so',
    job({ selector: { matchLabels: { app: 'x' } } }),
    ['spec.selector: Invalid value: {"matchLabels":{"app":"x"}}: `selector` not auto-generated'],
  ],
  [
    'a Job that says so selects its pods',
    job({
      manualSelector: true,
      selector: { matchLabels: { app: 'x' } },
      template: { metadata: { labels: { app: 'x' } }, spec: { restartPolicy: 'Never', containers: [app] } },
    }),
    [],
  ],
  [
    'a live Job has the selector that the server gave it',
    job(
      {
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u' } },
        template: {
          metadata: { labels: { 'batch.kubernetes.io/controller-uid': 'u' } },
          spec: { restartPolicy: 'Never', containers: [app] },
        },
      },
      { uid: 'u' },
    ),
    [],
  ],
  [
    'a Job ends: it restarts on failure or never',
    job({ template: { spec: { containers: [app], restartPolicy: '' } } }),
    ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  ],
  // Policies of Jobs.
  [
    'exit codes are sorted, unlike and not 0',
    policy({ action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 1, 1, 0] } }),
    [
      'spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Duplicate value: 1',
      'spec.podFailurePolicy.rules[0].onExitCodes.values[3]: Invalid value: 0: must not be 0 for the In operator',
      'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1,1,0]: must be ordered',
    ],
  ],
  ['NotIn takes 0', policy({ action: 'Ignore', onExitCodes: { operator: 'NotIn', values: [0] } }), []],
  [
    'a rule names a container that there is',
    policy({ action: 'Count', onExitCodes: { containerName: 'b', operator: 'In', values: [1] } }),
    [
      'spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "b": must be one of the container',
    ],
  ],
  [
    'a rule without a pattern has no meaning',
    policy({ action: 'FailIndex' }),
    [
      'spec.podFailurePolicy.rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex',
      'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of',
    ],
  ],
  [
    'success is counted up to the completions',
    indexed({ successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 2 }] } }),
    [],
  ],
  [
    'and no further',
    indexed({
      successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 3 }, { succeededIndexes: '2,1' }] },
    }),
    [
      'spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes',
      'spec.successPolicy.rules[1].succeededIndexes: Invalid value: "2,1": error parsing succeededIndexes: non-increasing order',
    ],
  ],
  // CronJobs.
  ['a schedule may have space around it, names and questions', schedule(' 0 0 ? JAN-DEC mon,FRI '), []],
  ['a step may be larger than the hour', schedule('*/90 5/70 * * *'), []],
  [
    'a step of 0 goes nowhere',
    schedule('*/0 * * * *'),
    ['spec.schedule: Invalid value: "*/0 * * * *": step of range should be a positive number: */0'],
  ],
  [
    'Sunday is 0, never 7',
    schedule('* * * * 7'),
    ['spec.schedule: Invalid value: "* * * * 7": end of range (7) above maximum (6): 7'],
  ],
  [
    'a range has one hyphen',
    schedule('1-2-3 * * * *'),
    ['spec.schedule: Invalid value: "1-2-3 * * * *": too many hyphens: 1-2-3'],
  ],
  [
    'a range has one slash',
    schedule('*/2/3 * * * *'),
    ['spec.schedule: Invalid value: "*/2/3 * * * *": too many slashes: */2/3'],
  ],
  [
    'six fields are one too many',
    schedule('0 0 0 * * *'),
    ['spec.schedule: Invalid value: "0 0 0 * * *": expected exactly 5 fields, found 6'],
  ],
  ['every so often is a Go duration, of any sign', schedule('@every -1h5.5m'), []],
  [
    'a duration has a unit',
    schedule('@every 5'),
    ['spec.schedule: Invalid value: "@every 5": failed to parse duration'],
  ],
  [
    'a zone stands in its own field',
    schedule('CRON_TZ=UTC 0 0 * * *'),
    ['spec.schedule: Invalid value: "CRON_TZ=UTC 0 0 * * *": cannot use TZ or CRON_TZ'],
  ],
  ['zones are those of IANA, old links too', zone('US/Pacific'), []],
  [
    'in their case',
    zone('us/pacific'),
    ['spec.timeZone: Invalid value: "us/pacific": unknown time zone us/pacific'],
  ],
  [
    'no zone is of the machine',
    zone('Local'),
    ['spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone'],
  ],
  [
    'no zone lies above',
    zone('../UTC'),
    ['spec.timeZone: Invalid value: "../UTC": unknown time zone ../UTC'],
  ],
  ['a name of 52 characters leaves room for the time', cronJob({}, { name: 'a'.repeat(52) }), []],
  ['a name of 53 does not', cronJob({}, { name: 'a'.repeat(53) }), ['metadata.name: Invalid value: "aaaa']],
  [
    'Jobs of a CronJob select their pods by themselves',
    cronJob({
      jobTemplate: {
        spec: {
          manualSelector: true,
          selector: {},
          template: { spec: { restartPolicy: 'Never', containers: [app] } },
        },
      },
    }),
    [
      'spec.jobTemplate.spec.selector: Invalid value: {}: `selector` will be auto-generated',
      'spec.jobTemplate.spec.manualSelector: Unsupported value: true',
    ],
  ],
  [
    'histories are not negative',
    cronJob({ successfulJobsHistoryLimit: -1, failedJobsHistoryLimit: 0, startingDeadlineSeconds: -1 }),
    ['spec.startingDeadlineSeconds: Invalid value: -1', 'spec.successfulJobsHistoryLimit: Invalid value: -1'],
  ],
]

for (const [sentence, object, causes] of rows) {
  test(sentence, () => assert.equal(causesLike(object, causes), [...causes]))
}

test.run()
