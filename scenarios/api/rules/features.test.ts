/** What the API server refuses of Windows, volumes, claims and the rest that few pods have, each judged by the genuine validation of 1.36.3. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, causesLike, pod, podWithContainer, type Row, workload } from './causes.test.helper.ts'

const test = suite('rules of rarer fields')

const windows = (windowsOptions: object, more = {}): Row[1] =>
  pod({ securityContext: { windowsOptions }, ...more })
const user = (runAsUserName: string): Row[1] => windows({ runAsUserName })
const userField = 'spec.securityContext.windowsOptions.runAsUserName: Invalid value: '
const hostProcess = { securityContext: { windowsOptions: { hostProcess: true } } }
const volume = (source: object): Row[1] => pod({ volumes: [{ name: 'v', ...source }] })
const claimSpec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
const ephemeral = (template: object): Row[1] =>
  volume({ ephemeral: { volumeClaimTemplate: { spec: claimSpec, ...template } } })
const claim = (more: object): Row[1] => ephemeral({ spec: { ...claimSpec, ...more } })
const claimAt = 'spec.volumes[0].ephemeral.volumeClaimTemplate'
const fileKey = (reference: object, ...volumes: readonly object[]): Row[1] =>
  podWithContainer(
    {
      env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'v', path: 'p', key: 'K', ...reference } } }],
    },
    { volumes },
  )
const fileAt = 'spec.containers[0].env[0].valueFrom.fileKeyRef'
const owner = (apiVersion: string): Row[1] =>
  pod({}, { ownerReferences: [{ apiVersion, kind: 'K', name: 'n', uid: 'u' }] })

const rows: readonly Row[] = [
  // Windows.
  ['a user of Windows', user('ContainerUser'), []],
  ['a user of a domain', user('NT AUTHORITY\\SYSTEM'), []],
  ['no user at all', user(''), [`${userField}"": runAsUserName cannot be an empty string`]],
  ['a user with a line end', user('a\n'), [`${userField}"a\\n": runAsUserName cannot contain control`]],
  [
    'two backslashes',
    user('a\\b\\c'),
    [`${userField}"a\\\\b\\\\c": runAsUserName cannot contain more than one`],
  ],
  ['a domain without a user', user('a\\'), [`${userField}"a\\\\": runAsUserName's User cannot be empty`]],
  ['a user of dots', user('..'), [`${userField}"..": runAsUserName's User cannot contain only periods`]],
  [
    'a user with a slash',
    user('a/b'),
    [`${userField}"a/b": runAsUserName's User cannot contain the following`],
  ],
  [
    'a domain that no format has',
    user('?\\a'),
    [`${userField}"?\\\\a": runAsUserName's Domain doesn't match the NetBios nor the DNS format`],
  ],
  [
    'a credential spec is named as an object is',
    windows({ gmsaCredentialSpecName: 'A', gmsaCredentialSpec: '' }),
    [
      'spec.securityContext.windowsOptions.gmsaCredentialSpecName: Invalid value: "A"',
      'spec.securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be',
    ],
  ],
  ['processes of a host are in its network', pod({ ...hostProcess, hostNetwork: true }), []],
  [
    'and nowhere else',
    pod(hostProcess),
    ['spec.hostNetwork: Invalid value: false: hostNetwork must be true'],
  ],
  [
    'all containers are processes of the host, or none is',
    pod({
      hostNetwork: true,
      containers: [
        { ...app, ...hostProcess },
        { name: 'b', image: 'b' },
      ],
    }),
    ['spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be'],
  ],
  [
    'a container says what its pod says',
    pod({
      ...hostProcess,
      hostNetwork: true,
      containers: [{ ...app, securityContext: { windowsOptions: { hostProcess: false } } }],
    }),
    [
      'spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical',
      // No container is one of the host.
    ],
  ],
  [
    'a pod of Windows has no resources of its own',
    pod({ os: { name: 'windows' }, resources: { requests: { cpu: '1' } } }),
    ['spec.resources: Forbidden: may not be set for a windows pod'],
  ],
  [
    'and no groups, not even none',
    pod({ os: { name: 'windows' }, securityContext: { supplementalGroups: [], sysctls: [] } }),
    ['spec.securityContext.supplementalGroups: Forbidden: cannot be set for a windows pod'],
  ],
  // Volumes.
  ['an image of a Pod has a reference', volume({ image: {} }), ['spec.volumes[0].image.reference: Required']],
  [
    'the reference of a template may come later',
    workload('Deployment', {}, { volumes: [{ name: 'v', image: {} }] }),
    [],
  ],
  [
    'a secret of a CSI driver has a name',
    volume({ csi: { driver: 'd.x', nodePublishSecretRef: {} } }),
    ['spec.volumes[0].csi.nodePublishSecretRef.name: Required value'],
  ],
  [
    'which the server takes for a name of the volume',
    volume({ csi: { driver: 'd.x', nodePublishSecretRef: { name: 'A' } } }),
    ['spec.volumes[0].csi.name: Invalid value: "A"'],
  ],
  [
    'sources that the server drops are no second source',
    volume({
      projected: { sources: [{ secret: { name: 's' }, clusterTrustBundle: { name: 'x', path: 'p' } }] },
    }),
    [],
  ],
  [
    'a claim has labels and annotations',
    ephemeral({ metadata: { labels: { a: 'b' }, annotations: {} } }),
    [],
  ],
  [
    'and no name',
    ephemeral({ metadata: { name: 'a' } }),
    [`${claimAt}.metadata.name: Forbidden: cannot be set`],
  ],
  [
    'a claim is filled from a claim',
    claim({ dataSource: { kind: 'Snapshot' } }),
    [
      `${claimAt}.spec.dataSource.name: Required value`,
      `${claimAt}.spec.dataSource: Invalid value: "Snapshot": must be 'PersistentVolumeClaim'`,
    ],
  ],
  [
    'or from an object of a group',
    claim({ dataSourceRef: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' } }),
    [],
  ],
  [
    'both say the same',
    claim({
      dataSource: { kind: 'PersistentVolumeClaim', name: 'a' },
      dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'b' },
    }),
    [`${claimAt}.spec: Invalid value: {}: must match dataSourceRef`],
  ],
  [
    'devices have the users of the host',
    podWithContainer(
      { volumeDevices: [{ name: 'v', devicePath: '/d' }] },
      { hostUsers: false, volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] },
    ),
    ['spec.containers[0].volumeDevices: Forbidden: when `hostUsers` is false'],
  ],
  // Variables.
  ['a file with variables is in an emptyDir', fileKey({ path: '/p' }, { name: 'v', emptyDir: {} }), []],
  ['a volume without a source is one', fileKey({}, { name: 'v' }), []],
  ['in a volume of the pod', fileKey({}), [`${fileAt}.volumeName: Not found: "v"`]],
  [
    'of this kind only',
    fileKey({}, { name: 'v', configMap: { name: 'c' } }),
    [`${fileAt}.volumeName: Invalid value: "v": referenced volume must be of type emptyDir`],
  ],
  [
    'a source of variables may end in a hyphen',
    podWithContainer({ envFrom: [{ configMapRef: { name: 'a-' } }, { secretRef: { name: '-a' } }] }),
    ['spec.containers[0].envFrom[1].secretRef.name: Invalid value: "-a"'],
  ],
  // Owners.
  ['an owner has a version', owner('apps/v1'), []],
  [
    'not only a group',
    owner('apps/'),
    ['metadata.ownerReferences.apiVersion: Invalid value: "apps/": version must'],
  ],
  [
    'and one group',
    owner('a/b/c'),
    ['metadata.ownerReferences.apiVersion: Invalid value: "a/b/c": version must'],
  ],
]

for (const [sentence, object, causes] of rows) {
  test(sentence, () => assert.equal(causesLike(object, causes), [...causes]))
}

test.run()
