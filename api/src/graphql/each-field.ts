import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'

/** Every field that a document asks for anywhere, with the type that it is asked of; introspection's own are left out. */
export function eachField(
  schema: GraphQLSchema,
  document: DocumentNode,
  look: (parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>) => void,
): void {
  const info = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(info, {
      Field() {
        const parent = info.getParentType()
        const field = info.getFieldDef()
        if (parent && field && !field.name.startsWith('__')) look(parent, field)
      },
    }),
  )
}
