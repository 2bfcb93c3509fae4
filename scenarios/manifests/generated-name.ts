/**
 * Names for objects that leave theirs to the API server. Source: kubernetes v1.36
 * staging/src/k8s.io/apiserver/pkg/storage/names/generate.go; the letters: apimachinery pkg/util/rand.
 */
import { createHash } from 'node:crypto'
import { isMap, type Located } from '../text/located.ts'

const letters = 'bcdfghjklmnpqrstvwxz2456789'
const suffixLength = 5
const nameLengthMax = 63

/** Makes names up: by what an object holds, so that the order of objects does not matter. */
export class GeneratedNames {
  count = 0
  private readonly taken = new Set<string>()

  /** The object with a name, if it has only a `generateName`. */
  named(object: Located): Located {
    const { value } = object
    const metadata = object.get('metadata').value
    if (!isMap(value) || !isMap(metadata) || !object.at('metadata', 'name').isAbsent) return object
    const base = metadata['generateName']
    if (typeof base !== 'string' || base === '') return object
    this.count++
    return object.withValue({ ...value, metadata: { ...metadata, name: this.nameFor(base, value) } })
  }

  private nameFor(base: string, value: unknown): string {
    const content = JSON.stringify(value)
    for (let twin = 0; ; twin++) {
      const hash = createHash('sha256').update(`${content}/${twin}`).digest()
      const suffix = Array.from(
        hash.subarray(0, suffixLength),
        (byte) => letters[byte % letters.length],
      ).join('')
      const name = base.slice(0, nameLengthMax - suffixLength) + suffix
      if (this.taken.has(name)) continue
      this.taken.add(name)
      return name
    }
  }
}
