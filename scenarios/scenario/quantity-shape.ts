/** Amounts of a resource as scenarios write them: Kubernetes quantities, as text or number. */
import { shown } from '../text/located.ts'
import { parseQuantity } from '../text/quantity.ts'
import type { Shape } from './shape.ts'

/** A quantity above 0. */
export const quantity = quantityOf(
  'a quantity above 0, such as 16, 100m or 64Gi',
  'a Kubernetes quantity such as 16, 100m or 64Gi',
  false,
)

/** Cores, 0 or more; above 0 if `isPositive`. */
export const cores = quantityOf(
  'a number of cores from 0, such as 20m or 0.5',
  'cores, as a Kubernetes quantity such as 20m or 0.5',
  true,
)
export const someCores = quantityOf(
  'a number of cores above 0, such as 500m or 2',
  'cores, as a Kubernetes quantity such as 500m or 2',
  false,
)

function quantityOf(expected: string, description: string, mayBeZero: boolean): Shape<number> {
  return {
    schema: { type: ['string', 'number'], description },
    read(at, reading) {
      const isText = typeof at.value === 'string' || typeof at.value === 'number'
      const value = isText ? parseQuantity(String(at.value)) : undefined
      if (value === undefined || value < 0 || (value === 0 && !mayBeZero)) {
        reading.report.error(
          'quantity-format',
          at,
          `${at.pathText} is ${shown(at.value)}; expected ${expected}`,
          'write digits and a suffix of Kubernetes: n u m k M G T P E Ki Mi Gi Ti Pi Ei',
        )
        return undefined
      }
      return value
    },
  }
}
