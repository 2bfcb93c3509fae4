/** A law as it looks when only what is below a limit is seen: truncated there. */
import type { Law } from '../kernel/law.ts'

/** What comparisons ask of a law. */
export type SeenLaw = Omit<Law, 'mean'>

/** @param limitUs from here on nothing is seen; `Infinity`: the law itself. */
export function cutLaw(law: SeenLaw, limitUs: number): SeenLaw {
  if (limitUs === Infinity) return law
  const seen = Math.max(law.cdf(limitUs), Number.MIN_VALUE)
  const hidden = law.probabilityAtLeast(limitUs)
  return {
    cdf: (x) => (x >= limitUs ? 1 : law.cdf(x) / seen),
    probabilityAtLeast: (x) => (x >= limitUs ? 0 : Math.max(0, (law.probabilityAtLeast(x) - hidden) / seen)),
    quantile: (u) => Math.min(limitUs, law.quantile(u * seen)),
  }
}
