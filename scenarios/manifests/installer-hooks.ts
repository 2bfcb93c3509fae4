/**
 * Objects that Helm and Argo CD run around an installation and that are no part of it. Sources: helm
 * pkg/release/v1/util/manifest_sorter.go (what has the annotation is never among the manifests); argo-cd
 * gitops-engine/pkg/sync/hook.
 */
import type { Located } from '../text/located.ts'

export type Installer = 'Helm' | 'Argo CD'

/** Kinds that end by themselves; another kind that a Sync hook applies runs on. */
const endingKinds = ['Job', 'Pod', 'Workflow']

/**
 * Whose hook an object is; undefined if it is there once all is installed. An object of a live cluster is there, whatever it was
 * for.
 */
export function hookOf(object: Located): Installer | undefined {
  const metadata = object.get('metadata')
  if (!metadata.get('uid').isAbsent) return undefined
  const annotations = metadata.get('annotations')
  const argo = annotations.get('argocd.argoproj.io/hook').value
  if (typeof argo === 'string') {
    const types = argo.split(',').map((type) => type.trim())
    const runsOn = types.includes('Sync') && !endingKinds.includes(String(object.get('kind').value))
    return runsOn ? undefined : 'Argo CD'
  }
  // An empty value, and one that Helm does not know, keep the object out, too.
  return annotations.get('helm.sh/hook').isAbsent ? undefined : 'Helm'
}
