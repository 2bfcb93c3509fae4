/** The volumes of a pod as describe shows them; kinds beyond the common ones by name only. Source: k8s.io/kubectl v0.35 pkg/describe/describe.go, describeVolumes. */
import { mapOf, type PlainMap, textOf } from './plain-data.ts'

/** What describe says of a volume of each kind: its title, and its lines as label and value. */
const kinds: Readonly<Record<string, (source: PlainMap) => readonly (readonly [string, string])[]>> = {
  emptyDir: (source) => [
    ['Type', "EmptyDir (a temporary directory that shares a pod's lifetime)"],
    ['Medium', textOf(source['medium'])],
    ['SizeLimit', textOf(source['sizeLimit'] ?? '<unset>')],
  ],
  hostPath: (source) => [
    ['Type', 'HostPath (bare host directory volume)'],
    ['Path', textOf(source['path'])],
    ['HostPathType', textOf(source['type'])],
  ],
  configMap: (source) => [
    ['Type', 'ConfigMap (a volume populated by a ConfigMap)'],
    ['Name', textOf(source['name'])],
    ['Optional', String(source['optional'] === true)],
  ],
  secret: (source) => [
    ['Type', 'Secret (a volume populated by a Secret)'],
    ['SecretName', textOf(source['secretName'])],
    ['Optional', String(source['optional'] === true)],
  ],
  persistentVolumeClaim: (source) => [
    ['Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'],
    ['ClaimName', textOf(source['claimName'])],
    ['ReadOnly', String(source['readOnly'] === true)],
  ],
}

export function volumeLines(volumes: readonly PlainMap[]): string[] {
  if (volumes.length === 0) return ['Volumes:\t<none>']
  return ['Volumes:', ...volumes.flatMap(linesOf)]
}

function linesOf(volume: PlainMap): string[] {
  const kind = Object.keys(volume).find((key) => Object.hasOwn(kinds, key))
  const title = `  ${textOf(volume['name'])}:`
  if (kind === undefined) return [title, '  <unknown>']
  return [title, ...kinds[kind](mapOf(volume[kind])).map(([label, value]) => `    ${label}:\t${value}`)]
}
