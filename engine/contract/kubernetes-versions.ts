/** The one list of versions whose rules are known: options, schema, messages and tests follow it. */
export const kubernetesVersions = ['1.31', '1.32', '1.33', '1.34', '1.35', '1.36', '1.37'] as const
export type KubernetesVersion = (typeof kubernetesVersions)[number]

/** Its rules hold where nothing says which. */
export const kubernetesVersionDefault: KubernetesVersion = '1.36'

/** The list in words. */
export const kubernetesVersionRange = `${kubernetesVersions[0]} to ${kubernetesVersions[kubernetesVersions.length - 1]}`

/** Whether a version is this one or newer. */
export function atLeast(version: KubernetesVersion, other: KubernetesVersion): boolean {
  return kubernetesVersions.indexOf(version) >= kubernetesVersions.indexOf(other)
}
