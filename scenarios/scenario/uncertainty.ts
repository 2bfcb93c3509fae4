/** `uncertainty` of a behavior: how well its fitted keys are known. `calibrate` writes it, `recommend` reads it, simulation ignores it. */
import { observedQuantities } from '../../engine/contract/cluster-spec.ts'
import { choice, described, flag, listOf, number, object, type Shape, wholeNumber } from './shape.ts'

const count = wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER })
const positive = number({ min: 0, max: Number.MAX_VALUE, minExcluded: true })

const observed = object(
  {
    of: described(choice(...observedQuantities), 'which fitted key'),
    count: described(count, 'observations'),
  },
  {
    censored: described(count, 'of these only a bound is known [0]'),
    truncated: described(count, 'seen only because they were below a limit, such as a timeout [0]'),
    order: described(
      flag,
      'whether the order in time is known; without it failures may come together [false]',
    ),
    dispersion: described(
      number({ min: 0, max: Number.MAX_VALUE }),
      'variance over mean of failed or slow runs per scrape; 1 if they come one by one',
    ),
  },
)

const happened = object(
  {
    restarts: described(count, 'that were no crashes'),
    podDays: described(positive, 'days that pods ran, all together'),
  },
  {
    removals: described(count, 'pods that became unready, and ready again'),
    dispersion: described(
      number({ min: 0, max: Number.MAX_VALUE }),
      'variance over mean of restarts by container; 1 if they come one by one [1]',
    ),
  },
)

/** @param fitted the shapes of the keys that calibration fits. */
export function uncertaintyShape<F extends Readonly<Record<string, Shape<unknown>>>>(fitted: F) {
  return object(
    {},
    {
      observed: described(listOf(observed), 'what the fits rest on'),
      draws: described(
        listOf(object({}, fitted), 1),
        'plausible values of all fitted keys, equally likely; a key that other draws have and one has not is absent in that one',
      ),
      happened: described(
        happened,
        'restarts that were no crashes, and removals, in so many pod days {restarts: 3, podDays: 120, removals: 9}',
      ),
    },
  )
}

/** `behavior` once for each draw: with what was drawn in place of the fitted keys. */
export function drawnSettings<S extends object, D extends object>(
  behavior: S,
  draws: readonly D[],
): (S & D)[] {
  const fitted = new Set(draws.flatMap((draw) => Object.keys(draw)))
  const others = Object.fromEntries(Object.entries(behavior).filter(([key]) => !fitted.has(key)))
  return draws.map((draw) => ({ ...others, ...draw }) as S & D)
}
