import { reads } from './asked-columns.ts'
import { builder, needs } from './builder.ts'
import { type CompanyRow, listIndustries, loadCompanies } from './company-rows.ts'

export const Company = builder.objectRef<CompanyRow>('Company')

builder.node(Company, {
  description: 'An employer, known by its registrable domain.',
  extensions: needs('read'),
  id: { resolve: (company) => company.id },
  loadMany: (ids, { reader }) => loadCompanies(reader, ids),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As its own people or the provider write it.' }),
    domain: t.exposeString('domain', { nullable: true, description: 'Registrable domain; null where only the name is known.' }),
    industry: t.exposeString('industry', { nullable: true, description: 'As the provider names it.' }),
    employeeCount: t.int({
      nullable: true,
      description: 'People who work there; the lower bound where only a range is known.',
      extensions: reads('employeesMin'),
      resolve: (company) => company.employeesMin,
    }),
  }),
})

builder.queryField('industries', (t) =>
  t.field({
    type: ['String'],
    description:
      'Every industry that an employer has, once, as most of them have it written: what a filter by industry can be given. At most 1,000.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => listIndustries(reader),
  }),
)
