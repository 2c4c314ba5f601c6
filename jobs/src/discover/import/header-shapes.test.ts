import { describe, expect, test } from 'vitest'
import { mapHeaders } from './map-headers.ts'

/** The header line of each common export, as the tool writes it, and every column that is taken for something. */
const shapes: readonly { tool: string; header: string; fields: Record<string, string> }[] = [
  {
    tool: 'Apollo, contacts',
    header:
      'First Name, Last Name, Title, Company Name, Company Name for Emails, Email, Email Status, Primary Email Source, Primary Email Verification Source, Email Confidence, Primary Email Catch-all Status, Primary Email Last Verified At, Seniority, Departments, Sub Departments, Contact Owner, Work Direct Phone, Home Phone, Mobile Phone, Corporate Phone, Other Phone, Do Not Call, Stage, Lists, Last Contacted, Account Owner, # Employees, Industry, Keywords, Person Linkedin Url, Website, Company Linkedin Url, Facebook Url, Twitter Url, City, State, Country, Company Address, Company City, Company State, Company Country, Company Phone, Technologies, Annual Revenue, Total Funding, Latest Funding, Latest Funding Amount, Last Raised At, Subsidiary of, Subsidiary of (Organization ID), Email Sent, Email Open, Email Bounced, Replied, Demoed, Number of Retail Locations, Apollo Contact Id, Apollo Account Id, Secondary Email, Secondary Email Source, Secondary Email Status, Secondary Email Verification Source, Tertiary Email, Tertiary Email Source, Tertiary Email Status, Tertiary Email Verification Source, Primary Intent Topic, Primary Intent Score, Secondary Intent Topic, Secondary Intent Score, Qualify Contact',
    fields: {
      'First Name': 'firstName',
      'Last Name': 'lastName',
      Title: 'title',
      'Company Name': 'companyName',
      Email: 'email',
      'Email Status': 'emailStatus',
      'Primary Email Catch-all Status': 'catchAll',
      Seniority: 'seniority',
      'Work Direct Phone': 'phone',
      Stage: 'stage',
      '# Employees': 'employees',
      Industry: 'industry',
      Keywords: 'keywords',
      'Person Linkedin Url': 'linkedinUrl',
      Website: 'companyDomain',
      City: 'city',
      State: 'state',
      Country: 'country',
      'Company City': 'companyCity',
      'Company State': 'companyState',
      'Company Country': 'companyCountry',
      Technologies: 'technologies',
      'Email Bounced': 'bounced',
      Replied: 'replied',
      'Secondary Email': 'secondaryEmail',
      'Secondary Email Status': 'secondaryEmailStatus',
      'Tertiary Email': 'tertiaryEmail',
      'Tertiary Email Status': 'tertiaryEmailStatus',
    },
  },
  {
    tool: 'HubSpot',
    header:
      'Record ID, First Name, Last Name, Email, Phone Number, Mobile Phone Number, Job Title, Company Name, Associated Company, Associated Company IDs (Primary), Website URL, LinkedIn URL, Number of Employees, Industry, City, State/Region, Country/Region, Contact owner, Lead Status, Lifecycle Stage, Marketing contact status, Unsubscribed from all email, Email hard bounce reason, Last Contacted, Last Activity Date, Create Date, Original Source',
    fields: {
      'First Name': 'firstName',
      'Last Name': 'lastName',
      Email: 'email',
      'Phone Number': 'phone',
      'Job Title': 'title',
      'Company Name': 'companyName',
      'Website URL': 'companyDomain',
      'LinkedIn URL': 'linkedinUrl',
      'Number of Employees': 'employees',
      Industry: 'industry',
      City: 'city',
      'State/Region': 'state',
      'Country/Region': 'country',
      'Lead Status': 'stage',
      'Lifecycle Stage': 'lifecycle',
      'Unsubscribed from all email': 'optOut',
      'Email hard bounce reason': 'bounced',
    },
  },
  {
    tool: 'HubSpot in Spanish',
    header:
      'ID de registro, Nombre, Apellidos, Correo, Cargo, Ciudad, País/región, Número de teléfono, Propietario del contacto, Último contacto, Última actividad, Fecha de creación, Estado del lead, LinkedIn, URL de LinkedIn, Associated Company IDs (Primary), Nombre de la empresa, Nombre de dominio de la empresa',
    fields: {
      Nombre: 'firstName',
      Apellidos: 'lastName',
      Correo: 'email',
      Cargo: 'title',
      Ciudad: 'city',
      'País/región': 'country',
      'Número de teléfono': 'phone',
      'Estado del lead': 'stage',
      'URL de LinkedIn': 'linkedinUrl',
      'Nombre de la empresa': 'companyName',
      'Nombre de dominio de la empresa': 'companyDomain',
    },
  },
  {
    tool: 'Salesforce, API names with dotted relations',
    header:
      'Id, AccountId, Salutation, FirstName, MiddleName, LastName, Suffix, Name, Title, Department, Email, Phone, MobilePhone, HomePhone, MailingStreet, MailingCity, MailingState, MailingPostalCode, MailingCountry, LeadSource, OwnerId, HasOptedOutOfEmail, DoNotCall, EmailBouncedReason, EmailBouncedDate, IsEmailBounced, LastActivityDate, CreatedDate, LastModifiedDate, Account.Name, Account.Website, Account.Industry, Account.NumberOfEmployees, Owner.Email, Owner.Name',
    fields: {
      FirstName: 'firstName',
      LastName: 'lastName',
      Title: 'title',
      Email: 'email',
      Phone: 'phone',
      MailingCity: 'city',
      MailingState: 'state',
      MailingCountry: 'country',
      HasOptedOutOfEmail: 'optOut',
      EmailBouncedReason: 'bounced',
      IsEmailBounced: 'bounced',
      'Account.Name': 'companyName',
      'Account.Website': 'companyDomain',
      'Account.Industry': 'industry',
      'Account.NumberOfEmployees': 'employees',
    },
  },
  {
    tool: 'Salesforce, labels of a report',
    header:
      'Contact ID, Account ID, Account Name, First Name, Last Name, Title, Email, Phone, Mobile, Mailing Street, Mailing City, Mailing State/Province, Mailing Zip/Postal Code, Mailing Country, Email Opt Out, Do Not Call, Email Bounced Reason, Last Activity',
    fields: {
      'Account Name': 'companyName',
      'First Name': 'firstName',
      'Last Name': 'lastName',
      Title: 'title',
      Email: 'email',
      Phone: 'phone',
      'Mailing City': 'city',
      'Mailing State/Province': 'state',
      'Mailing Country': 'country',
      'Email Opt Out': 'optOut',
      'Email Bounced Reason': 'bounced',
    },
  },
  {
    tool: 'Salesforce, leads',
    header:
      'Id, FirstName, LastName, Company, Title, Email, Website, Industry, NumberOfEmployees, Status, Rating, State, Country, IsConverted',
    fields: {
      FirstName: 'firstName',
      LastName: 'lastName',
      Company: 'companyName',
      Title: 'title',
      Email: 'email',
      Website: 'companyDomain',
      Industry: 'industry',
      NumberOfEmployees: 'employees',
      Status: 'stage',
      State: 'state',
      Country: 'country',
    },
  },
  {
    tool: 'PhantomBuster',
    header:
      'profileUrl, fullName, firstName, lastName, companyName, title, companyId, companyUrl, regularCompanyUrl, summary, titleDescription, industry, companyLocation, location, durationInRole, durationInCompany, pastExperienceCompanyName, pastExperienceCompanyUrl, pastExperienceCompanyTitle, pastExperienceDate, pastExperienceDuration, connectionDegree, profileImageUrl, sharedConnectionsCount, name, vmid, linkedInProfileUrl, isPremium, isOpenLink, query, timestamp, defaultProfileUrl, error',
    fields: {
      firstName: 'firstName',
      lastName: 'lastName',
      companyName: 'companyName',
      title: 'title',
      regularCompanyUrl: 'companyDomain',
      industry: 'industry',
      location: 'location',
      linkedInProfileUrl: 'linkedinUrl',
    },
  },
  {
    tool: 'Evaboot',
    header:
      'First Name, Last Name, Email, Email Status, Matches Filters, No Match Reasons, Current Job, Prospect Linkedin URL, Sales Navigator URL, Company Name, Company Domain, Company Website, Company Employee Count, Company Employee Range, Company Industry, Company Location, Company Linkedin URL, Prospect Location, Years in Position, Months in Position, Years in Company, Months in Company, Connection Degree',
    fields: {
      'First Name': 'firstName',
      'Last Name': 'lastName',
      Email: 'email',
      'Email Status': 'emailStatus',
      'Matches Filters': 'matchesFilters',
      'Current Job': 'title',
      'Prospect Linkedin URL': 'linkedinUrl',
      'Company Name': 'companyName',
      'Company Domain': 'companyDomain',
      'Company Employee Count': 'employees',
      'Company Industry': 'industry',
      'Prospect Location': 'location',
    },
  },
  {
    tool: 'Instantly',
    header:
      'email, first_name, last_name, company_name, job_title, phone, website, personalization, company_domain, status, lt_interest_status, location, linkedIn',
    fields: {
      email: 'email',
      first_name: 'firstName',
      last_name: 'lastName',
      company_name: 'companyName',
      job_title: 'title',
      phone: 'phone',
      company_domain: 'companyDomain',
      status: 'stage',
      lt_interest_status: 'interest',
      location: 'location',
      linkedIn: 'linkedinUrl',
    },
  },
  {
    tool: 'Instantly, as its pages say',
    header: 'Email, First Name, Last Name, Company Name, Personalization, Phone, Website, Location, linkedIn',
    fields: {
      Email: 'email',
      'First Name': 'firstName',
      'Last Name': 'lastName',
      'Company Name': 'companyName',
      Phone: 'phone',
      Website: 'companyDomain',
      Location: 'location',
      linkedIn: 'linkedinUrl',
    },
  },
]

const read = (header: string, samples: readonly (readonly string[])[] = []): Record<string, string> =>
  Object.fromEntries(
    Object.entries(mapHeaders(header.split(', '), 'LEADS', samples).mapping).flatMap(([name, field]) =>
      field === null ? [] : [[name, field]],
    ),
  )

describe('the common exports map by themselves, and nothing in them is taken for what it is not', () => {
  test.each(shapes)('$tool', ({ header, fields }) => {
    expect(read(header)).toEqual(fields)
  })

  test('case, a byte order mark, spaces, underscores and hyphens do not matter', () => {
    for (const { header, fields } of shapes) {
      const written = header
        .split(', ')
        .map((name, index) => `${index === 0 ? '\uFEFF' : ''} ${name.toUpperCase().replaceAll(' ', index % 2 === 0 ? '_' : '  ')} `)
      const { headers, mapping } = mapHeaders(written, 'LEADS')
      const names = header.split(', ')
      expect(
        Object.fromEntries(
          names.flatMap((name, index) => (mapping[headers[index] ?? ''] == null ? [] : [[name, mapping[headers[index] ?? '']]])),
        ),
      ).toEqual(fields)
    }
  })

  test("LinkedIn's own connections: URL is the profile, as its values show", () => {
    const header = 'First Name, Last Name, URL, Email Address, Company, Position, Connected On'
    expect(read(header, [['Bo', 'Li', 'https://www.linkedin.com/in/bo-li', '', 'Acme', 'CEO', '02 Nov 2026']])).toEqual({
      'First Name': 'firstName',
      'Last Name': 'lastName',
      URL: 'linkedinUrl',
      'Email Address': 'email',
      Company: 'companyName',
      Position: 'title',
    })
  })

  test('older and newer Apollo files, and custom fields at the end', () => {
    expect(
      read('First Name, Last Name, Company, Email, SIC Codes, NAICS Codes, Apollo Record Id, Parent company (Apollo data), My Score'),
    ).toEqual({
      'First Name': 'firstName',
      'Last Name': 'lastName',
      Company: 'companyName',
      Email: 'email',
    })
  })
})
