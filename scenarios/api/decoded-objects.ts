/** The objects of an input that the API server could decode. */
import type { TypedObject } from '../manifests/objects.ts'
import type { Report } from '../text/report.ts'
import { decoded, type FieldValidation } from './decode.ts'
import { typeOfKind } from './schema/api-schema.ts'
import { checkServedKind } from './served-kind.ts'

/** Reports the others, whose values mean nothing to rules and readers. Kinds without a known structure are not looked into. */
export function decodedObjects(
  objects: readonly TypedObject[],
  validation: FieldValidation,
  report: Report,
): TypedObject[] {
  return objects.flatMap((object) => {
    const { apiVersion, kind } = object
    report.leadWithFirst(object.at)
    if (!checkServedKind(object.at, apiVersion, kind, report)) return []
    const type = typeOfKind(apiVersion, kind)
    if (type === undefined) return [object]
    const at = decoded(object.at, type, validation, report)
    if (at === undefined) return []
    report.leadWithFirst(at)
    return [{ ...object, at }]
  })
}
