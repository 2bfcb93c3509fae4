/** The objects of an input that the API server could decode. */
import type { TypedObject } from '../manifests/objects.ts'
import type { Report } from '../text/report.ts'
import { checkFields, type FieldValidation } from './decode.ts'
import { typeOfKind } from './schema/api-schema.ts'
import { checkServedKind } from './served-kind.ts'

/** Reports the others, whose values mean nothing to rules and readers. Kinds without a known structure are not looked into. */
export function decodedObjects(
  objects: readonly TypedObject[],
  validation: FieldValidation,
  report: Report,
): TypedObject[] {
  return objects.filter(({ at, apiVersion, kind }) => {
    report.leadWithFirst(at)
    if (!checkServedKind(at, apiVersion, kind, report)) return false
    const type = typeOfKind(apiVersion, kind)
    return type === undefined || checkFields(at, type, validation, report)
  })
}
