import {
  type ConstValueNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  Kind,
  print,
  valueFromASTUntyped,
} from 'graphql'

export type Comparison = {
  /** What the contract names and the schema has not: a type, `Type.field`, or `Type.field(argument)`. */
  missing: string[]
  /** What both have, but not the same. */
  different: string[]
}

const sameDefault = (wanted: ConstValueNode | undefined, has: unknown) =>
  wanted === undefined || JSON.stringify(valueFromASTUntyped(wanted)) === JSON.stringify(has)

/**
 * Compares a schema with the contract: whatever the contract spells out and the schema has must be of the same type, nullability,
 * arguments and defaults, and what the schema has besides may not be demanded from a client that knows only the contract.
 */
export function compareWithContract(contract: DocumentNode, schema: GraphQLSchema): Comparison {
  const missing: string[] = []
  const different: string[] = []

  const compareInputs = (
    owner: (name: string) => string,
    wanted: readonly InputValueDefinitionNode[],
    has: readonly (GraphQLArgument | GraphQLInputField)[],
    isDemanded: (name: string) => boolean,
  ) => {
    for (const input of wanted) {
      const found = has.find(({ name }) => name === input.name.value)
      if (!found) missing.push(owner(input.name.value))
      else if (String(found.type) !== print(input.type))
        different.push(`${owner(input.name.value)}: ${found.type}, the contract says ${print(input.type)}`)
      else if (!sameDefault(input.defaultValue, found.defaultValue)) {
        different.push(
          `${owner(input.name.value)} = ${JSON.stringify(found.defaultValue)}, the contract says ${input.defaultValue && print(input.defaultValue)}`,
        )
      }
    }
    for (const { name } of has) {
      if (!wanted.some((input) => input.name.value === name) && isDemanded(name))
        different.push(`${owner(name)} is demanded, the contract does not know it`)
    }
  }

  for (const definition of contract.definitions) {
    if (!('name' in definition) || !definition.name) continue
    const name = definition.name.value
    const type = schema.getType(name)
    if (!type) {
      missing.push(name)
      continue
    }
    switch (definition.kind) {
      case Kind.ENUM_TYPE_DEFINITION: {
        const wanted = (definition.values ?? []).map((value) => value.name.value).sort()
        const has = isEnumType(type)
          ? type
              .getValues()
              .map((value) => value.name)
              .sort()
          : []
        if (wanted.join() !== has.join()) different.push(`enum ${name}: ${has.join(' ')}, the contract says ${wanted.join(' ')}`)
        break
      }
      case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
        const fields = isInputObjectType(type) ? type.getFields() : {}
        compareInputs(
          (field) => `${name}.${field}`,
          definition.fields ?? [],
          Object.values(fields),
          (field) => fields[field] !== undefined && isRequiredInputField(fields[field]),
        )
        break
      }
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION: {
        if (!isObjectType(type) && !isInterfaceType(type)) {
          different.push(`${name} is of another kind`)
          break
        }
        for (const wanted of definition.interfaces ?? []) {
          if (!type.getInterfaces().some((has) => has.name === wanted.name.value))
            different.push(`${name} does not implement ${wanted.name.value}`)
        }
        const fields = type.getFields()
        for (const wanted of definition.fields ?? []) {
          const path = `${name}.${wanted.name.value}`
          const field = fields[wanted.name.value]
          if (!field) {
            missing.push(path)
            continue
          }
          if (String(field.type) !== print(wanted.type)) different.push(`${path}: ${field.type}, the contract says ${print(wanted.type)}`)
          compareInputs(
            (argument) => `${path}(${argument})`,
            wanted.arguments ?? [],
            field.args,
            (argument) => field.args.some((has) => has.name === argument && isRequiredArgument(has)),
          )
        }
      }
    }
  }
  return { missing: missing.sort(), different: different.sort() }
}
