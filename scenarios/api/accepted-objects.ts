/** The objects of an input that the API server accepts. */
import type { TypedObject } from '../manifests/objects.ts'
import type { Report } from '../text/report.ts'
import { isAccepted } from './rules/check-object.ts'

/** Reports the others, with all the causes of each. Kinds without rules are accepted. */
export function acceptedObjects(objects: readonly TypedObject[], report: Report): TypedObject[] {
  return objects.filter((object) => isAccepted(object, report))
}
