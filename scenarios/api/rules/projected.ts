/** Projected volumes. Source: kubernetes v1.36 pkg/apis/core/validation, validateProjectionSources. */
import { isMap, type Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkLocalPath } from './paths.ts'
import { listOf, numberOf, textOf } from './values.ts'
import { checkDownwardFile, checkKeyToPath } from './volume-files.ts'

const secondsMin = 600
const secondsMax = 0x1_0000_0000
/** Without clusterTrustBundle and podCertificate, whose feature gates are off: the server drops them. */
const kinds = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken']

export function checkProjected(at: Located, causes: Causes): void {
  const paths = new Set<string>()
  const take = (path: string, name: unknown): void => {
    if (path !== '' && paths.has(path))
      causes.invalid(at, 'conflicting duplicate paths', { value: name, fix: 'write another path' })
    paths.add(path)
  }
  for (const source of listOf(at, 'sources')) {
    const found = kinds.filter((kind) => isMap(source.peek(kind)))
    for (const kind of found) {
      const part = source.get(kind)
      if (kind === 'secret' || kind === 'configMap') {
        if (!textOf(part, 'name')) causes.required(part.get('name'))
        for (const item of listOf(part, 'items')) {
          checkKeyToPath(item, causes)
          take(textOf(item, 'path') ?? '', textOf(part, 'name'))
        }
      } else if (kind === 'downwardAPI') {
        for (const file of listOf(part, 'items')) {
          checkDownwardFile(file, part, causes)
          take(textOf(file, 'path') ?? '', textOf(file, 'path'))
        }
      } else if (kind === 'serviceAccountToken') checkToken(part, at, causes)
    }
    if (found.length > 1)
      causes.forbidden(source, 'may not specify more than 1 volume type per source', {
        fix: 'write one source for each',
      })
  }
}

/** @param volume that the server names for a path. */
function checkToken(at: Located, volume: Located, causes: Causes): void {
  const seconds = numberOf(at, 'expirationSeconds') ?? secondsMin
  if (seconds < secondsMin)
    causes.invalid(at.get('expirationSeconds'), 'may not specify a duration less than 10 minutes')
  if (seconds > secondsMax)
    causes.invalid(at.get('expirationSeconds'), 'may not specify a duration larger than 2^32 seconds')
  const field = () => `${volume.pathText}.path`
  const path = textOf(at, 'path') ?? ''
  if (path === '') causes.required(at.get('path'), '', { field })
  else checkLocalPath(at.get('path'), path, causes, { field })
}
