/** "Did you mean": the nearest known word, if it is near enough to be a slip. */

/** The known word with the least distance to `word`, or undefined when even that is too far. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  // A long hostile word cannot be near; the distance costs length times length.
  if (word.length > 64) return undefined
  let nearest: string | undefined
  let least = Math.floor(word.length * 0.4) + 1
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < least || (distance === least && nearest === undefined)) {
      nearest = candidate
      least = distance
    }
  }
  return nearest
}

/** For `{port:8080}`, which is the key `port:8080` in YAML. */
export function spaceFix(field: string): string {
  return `write a space after the colon of ${field}, or YAML takes the value for a part of the key`
}

/** A list as a sentence holds it: `a, b or c`. */
export function oneOfText(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`
}

/** Insertions, deletions, replacements and swaps of neighbours from one word to the other. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforeLast[j - 2] + 1)
      }
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]
}
