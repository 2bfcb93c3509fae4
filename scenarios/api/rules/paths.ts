/** Paths in volumes. Source: kubernetes v1.36 pkg/apis/core/validation, validateLocalDescendingPath, ValidateLocalNonReservedPath. */
import type { Located } from '../../text/located.ts'
import type { Causes, CauseText } from './causes.ts'

const fix = 'write a path below the volume'

/** A path without `..` elements. */
export function checkNoBacksteps(at: Located, path: string, causes: Causes, text: CauseText = {}): boolean {
  if (!path.split('/').includes('..')) return true
  causes.invalid(at, "must not contain '..'", { fix, ...text })
  return false
}

/** A relative path without `..` elements. */
export function checkDescendingPath(at: Located, path: string, causes: Causes, text: CauseText = {}): void {
  if (path.startsWith('/')) causes.invalid(at, 'must be a relative path', { fix, ...text })
  checkNoBacksteps(at, path, causes, text)
}

/** The same, and no name of the kubelet's own, such as `..data`. */
export function checkLocalPath(at: Located, path: string, causes: Causes, text: CauseText = {}): void {
  checkDescendingPath(at, path, causes, text)
  if (path.startsWith('..') && !path.startsWith('../') && path !== '..')
    causes.invalid(at, "must not start with '..'", { fix, ...text })
}
