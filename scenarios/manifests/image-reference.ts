/**
 * Image references: which ones a kubelet can read (I3), and the pull policy that follows from them (I1). Source:
 * github.com/distribution/reference, ParseNormalizedNamed; kubernetes v1.35 pkg/apis/core/v1/defaults.go, SetDefaults_Container.
 */
import type { ImagePullPolicy } from '../../engine/contract/cluster-spec.ts'

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const path = `${component}(?:/${component})*`
const hostPart = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?'
const host = `(?:${hostPart}(?:\\.${hostPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`
const tag = ':([\\w][\\w.-]{0,127})'
const digest = '@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
const pattern = new RegExp(`^(?:(${host})/)?(${path})(?:${tag})?(${digest})?$`)

/** What comes before the name of an image that has no registry and no owner. */
const officialPrefix = 'library/'
/** Longest repository name. */
const nameLengthMax = 255

/** The parts of a reference, or undefined if a kubelet cannot read it. */
function parse(image: string): { readonly tag?: string; readonly hasDigest: boolean } | undefined {
  // Names that look like an image id are refused.
  if (/^[a-f0-9]{64}$/.test(image)) return undefined
  const match = pattern.exec(image)
  if (match === null) return undefined
  const isOfficial = match[1] === undefined && !match[2].includes('/')
  if (match[2].length + (isOfficial ? officialPrefix.length : 0) > nameLengthMax) return undefined
  return { ...(match[3] === undefined ? {} : { tag: match[3] }), hasDigest: match[4] !== undefined }
}

export function isImageReference(image: string): boolean {
  return parse(image) !== undefined
}

/** Always for the tag `latest`, given or meant; IfNotPresent for all else. */
export function defaultPullPolicy(image: string): ImagePullPolicy {
  const parts = parse(image)
  if (parts === undefined) return 'IfNotPresent'
  const isLatest = parts.tag === undefined ? !parts.hasDigest : parts.tag === 'latest'
  return isLatest ? 'Always' : 'IfNotPresent'
}
