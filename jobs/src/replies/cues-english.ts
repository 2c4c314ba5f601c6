import type { Cue } from './cue.ts'

/** What people who write English say, over folded text. A weight is what it adds to its class, in units of log odds. */
export const englishCues: readonly Cue[] = [
  // Interested
  [
    'INTERESTED',
    3,
    /\b(?:i'?m|i am|we'?re|we are|i'?d be|we'?d be|very|quite|definitely|really|yes,?|could be|might be|am|are) (?:very |quite |definitely |really |potentially |actually )?(?:int(?:e)?rest(?:e)?d|keen|intrigued|curious)\b(?! to (?:know|see|hear) (?:how|where|why) you (?:got|found))/,
  ],
  [
    'INTERESTED',
    3,
    /^(?:yes|yep|sure|ok(?:ay)?|sounds)[, ]+(?:please|interested|intrested|send|tell|good|great|that works|go ahead|let's)|\b(?:intrested|interested)\b(?= ?[.!,]|$)/,
  ],
  [
    'INTERESTED',
    2.5,
    /\b(?:tell me more|send (?:me |us |over |it |both of us |me over )*(?:the |some |more |any |a |your )*(?:info(?:rmation)?|details?|overview|deck|one[- ]?pager|pricing|case stud(?:y|ies)|brochure|video|material|examples?|pdf|link)|(?:love|like|want|be (?:happy|glad|good)|keen|open|interested) to (?:learn|hear|know|see|find out|look)(?: more)?|would (?:like|love) to (?:learn|hear|know|see)|more (?:info(?:rmation)?|details?) please|share (?:more|the|some|a) (?:details?|info\w*|deck|overview|pricing))\b/,
  ],
  [
    'INTERESTED',
    2.2,
    /\b(?:sounds|looks?|seems?) (?:really |very |pretty |quite |super )?(?:good|great|interesting|relevant|promising|useful|cool|awesome|intriguing|like (?:a fit|what we need|something we))|\b(?:good|great|perfect) timing\b|\b(?:we do have|we have|this is|that's|exactly) (?:exactly )?(?:the|that|this|a) (?:exact )?(?:problem|issue|pain|headache|thing)|\bi'?ll bite\b|\byou win\b|\bworth (?:a look|exploring|a shot|a try)|\bi'?m (?:in|all ears|listening|game)\b|\bhow do (?:i|we) (?:get started|sign up|start|proceed)|\bcount (?:me|us) in\b|\b(?:let'?s do it|let's try|give it a (?:try|go|shot)|i'?m sold|next steps?\b|sign (?:me|us) up|we'?ve been (?:looking|searching) for|been meaning to|on my (?:radar|list)|love (?:this|it|the (?:idea|concept)))/,
  ],
  [
    'INTERESTED',
    1.5,
    /\bgo (?:on|ahead)\b|\bopen to (?:it|this|exploring|ideas|a)|\bhappy to (?:look|see|review|consider|take a look|learn)|\bsend it (?:over|along|through|my way)|\bfree trial\b|\bpilot\b|\bcan (?:i|we) (?:try|test) it/,
  ],
  // Meeting
  [
    'MEETING_REQUEST',
    3,
    /\b(?:book|schedule|set up|arrange|organi[sz]e|hop on|jump on|get on|have|do|put in) (?:\w+ ){0,3}(?:call|meeting|demo|chat|zoom|teams|time|slot|intro|walk-?through|session)\b|\bgrab (?:whatever|a (?:time|slot)|time|\d+)|\b(?:calendly|cal\.com|calendar (?:link|invite|invitation)|https?:\/\/\S*(?:cal\.|calendly|book|meet|schedule|calendar)\S*|send (?:me |us |over )?(?:an |a |the |your )?(?:calendar|invite|invitation|availability|(?:some |a few )?times?|slots?))/,
  ],
  [
    'MEETING_REQUEST',
    2.8,
    /\blet'?s? (?:talk|chat|speak|meet|connect|do (?:it|a call|\w+day)|find (?:a )?time|set)|\b(?:happy|glad|open|free|available|willing|keen|like|love|want) (?:to|for) (?:a )?(?:quick )?(?:talk|chat|meet|speak|connect|call|jump|hop|conversation|coffee|demo)|\b(?:call|ring|phone) (?:me|my|us)\b|\bgive me a (?:call|ring|buzz)|\bwe'?d like a demo|\b(?:can|could|shall|should) (?:we|you|i) (?:\w+ )?(?:talk|meet|speak|chat|call|connect|do (?:next|this|it|\w+day|\d|tomorrow|monday)|push|move|resched\w+|make it)/,
  ],
  [
    'MEETING_REQUEST',
    2,
    /\b(?:are you (?:free|available|around)|i'?m (?:free|available|around)|(?:i|we) can do|(?:when|what time|what day)s? (?:are|is|would|works?|suits?|can|do)\b|works? (?:for|best for) (?:me|us|you)|(?:time|slot|day)s? (?:that )?(?:works?|suits?))|\b(?:monday|tuesday|wednesday|thursday|friday|mon|tue|wed|thu|fri|tomorrow|next week|this week)\b[^.!?]{0,30}\b(?:\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m|et|ct|pt|cet|gmt|bst)|after \d|before \d|at \d|morning|afternoon|works|free|available)/,
  ],
  [
    'MEETING_REQUEST',
    2,
    /\b(?:10|15|20|25|30|45|60|ten|fifteen|twenty|thirty) (?:-? ?min(?:ute)?s?)\b|\b(?:tue|wed|thu|mon|fri)\w*\?|\b(?:reschedul\w+|move our (?:call|meeting|chat))\b|\bmeet(?:ing)? (?:next|this|on|in person)|\bquick (?:call|chat)\b|\bsee you (?:then|on|at|tomorrow)|\bface to face\b/,
  ],
  // Question
  [
    'QUESTION',
    2.5,
    /\b(?:how much|what (?:does it|do you|would it|is the|are the|'s the) (?:cost|charge|price|pricing|fee)|pricing\b[^.!]{0,20}\?|what(?:'s| is) (?:your|the) (?:pricing|price|cost|fee|rate)|price list)/,
  ],
  [
    'QUESTION',
    2.2,
    /\b(?:does|do|can|will|would|is|are|have|has) (?:it|this|that|you|your \w+|they|there)\b[^.!?]{2,140}\?|\b(?:how|what|which|who|where|why|when)\b[^.!?]{3,140}\?/,
  ],
  ['QUESTION', 0.8, /\?/],
  [
    'QUESTION',
    1.5,
    /\b(?:quick question|one question|a (?:few|couple of) questions|can you (?:explain|clarify|elaborate)|what exactly|how exactly|who (?:are you|is this)|wondering (?:if|how|whether|what))/,
  ],
  // Objection
  [
    'OBJECTION',
    3,
    /\b(?:too|very|pretty|bit|quite|so) (?:expensive|pricey|costly|steep|complex|complicated|small|big)\b|\b(?:no|zero|not (?:much|enough|any)|limited|tight|don'?t have (?:the |a |any )?|lack of|out of) budget|\bcan'?t afford|\boverkill\b|\bbudget is (?:tight|frozen|spent|gone)|\bprice (?:is|seems|looks) (?:too )?(?:high|steep)/,
  ],
  [
    'OBJECTION',
    2.8,
    /\b(?:we|i|they) (?:already|currently|just|recently)? ?(?:use|using|have|are using|work with|went with|signed (?:with|up)|renewed|bought|built|partnered|chose|implemented)\b(?=[^.!?]{0,60}\b(?:already|vendor|supplier|provider|tool|solution|system|agency|platform|partner|in[- ]?house|contract|for (?:this|that|it))|[^.!?]{0,40}$|[^.!?]{0,50}(?:\.|,| and))(?=.*(?:already|just|currently|renew|signed|contract|in place|locked|went with|for this|for that))|\balready (?:have|use|using|covered|got|working with|handled|partnered|under contract)|\blocked in(?:to)?\b|\bunder contract\b|\b(?:happy|satisfied|fine|comfortable) with (?:our|what|the|who|my)|\bin[- ]house\b|\bbuild(?:ing)? (?:this|it|our own|something)|\bincumbent\b|\bswitching (?:cost|is|would)/,
  ],
  [
    'OBJECTION',
    2.2,
    /\b(?:how did you get|where did you (?:get|find)) (?:my|our|this)|\b(?:gdpr|hipaa|soc ?2|iso ?27001|ccpa|data (?:protection|privacy|residency|security)|security review|compliant|compliance|dpa)\b|\b(?:don'?t|do not|not sure|doubt|sceptical|skeptical|hard to) (?:i |we |you )?(?:see|believe|trust|think|get|understand|convinced|justify|how)(?=[^.!?]{0,60}\b(?:why|how|value|benefit|point|need|we'?d|works?|different|would|can|help|roi))|\bnot (?:convinced|sold)\b|\b(?:tried|used|looked at) (?:something|a tool|one|this|it|that|these|similar)[^.!?]{0,60}(?:before|last year|didn'?t|painful|failed|poor|never|waste)|\bsounds (?:too good|like (?:a scam|snake oil|every))|\bburned\b|\bwhat (?:makes|would) you[^.!?]{0,20}different|\bno (?:roi|proof|references)|\btoo (?:risky|early|late|busy|much work)|\bwe'?re (?:only|just) (?:a )?\d+|\bwe are (?:only|just) \d+/,
  ],
  // Not now
  [
    'NOT_NOW',
    3,
    /\b(?:not (?:right )?now|not at (?:this|the) (?:time|moment|stage|point)|not (?:this|a good|the right|the best|great) (?:time|quarter|year|month)|bad (?:time|timing)|(?:timing|time) (?:is|isn'?t|is not|'s) (?:off|not|bad|right|wrong|great)|wrong time|maybe later|later (?:this|in the|on|down)|some other time|another time|down the (?:road|line))\b/,
  ],
  [
    'NOT_NOW',
    3,
    /\b(?:circle back|check (?:back|in)|reach (?:back )?out|follow up|touch base|come back|get back to (?:me|us)|try (?:me|us|again)|ask (?:me|us|again)|ping (?:me|us)|contact (?:me|us)|write|revisit|reconnect|talk|speak|look at (?:this|it)|get in touch|drop (?:me|us) a (?:line|note)|hit (?:me|us) up|remind me)(?: to (?:me|us))?(?: (?:about )?(?:this|it|again|back|then|with (?:me|us)))*(?: sometime)? (?:again )?(?:in|after|next|once|when|around|later|early|mid|towards?|then|at the (?:end|start|beginning)|closer)\b|\bcircle back\b/,
  ],
  [
    'NOT_NOW',
    2.2,
    /\buntil (?:the )?(?:new|next|after|q[1-4]|january|february|march|april|may|june|july|august|september|october|november|december|we|our|fiscal|spring|summer|autumn|fall|winter)\b|\b(?:next|new) (?:fiscal )?(?:year|quarter)\b|\bin (?:q[1-4]|january|february|march|april|may|june|july|august|september|october|november|december|the (?:new year|spring|summer|autumn|fall))\b|\b(?:in|after) (?:\d+|a few|a couple of|two|three|six|several) (?:weeks|months)|\b(?:swamped|slammed|snowed under|buried|heads down|too busy|busy (?:season|period)|hiring freeze|budget (?:freeze|cycle)|on hold|put on ice|back burner|mid(?:dle of|st of| of)? (?:a|an|the|our)|once we(?:'ve| have)?|after (?:the|our|we))\b/,
  ],
  // Referral
  [
    'REFERRAL',
    3.2,
    /\b(?:forward(?:ing|ed)|pass(?:ing|ed)|shar(?:ing|ed)|hand(?:ing|ed)) (?:this |it |your (?:e-?mail|note|message|details) )?(?:on |over |along )?(?:to|with)\b(?! (?:you|me|us)\b)|\b(?:cc'?(?:ing|ed)|loop(?:ing|ed) in|adding|copied|introducing)\b[^.!?]{0,40}|\b(?:best|better|right|correct) (?:person|contact|one|people|team|place|to (?:talk|speak|reach|contact|e-?mail))\b[^.!?]{0,40}\b(?:is|would be|to)\b|\b(?:you|please|should|try|best|better|kindly|can|want to)\b[^.!?]{0,25}\b(?:contact|reach out to|speak (?:to|with)|talk (?:to|with)|get in touch with|e-?mail|write to|ask|try|direct|drop)\b (?!me\b|us\b|you\b|again|back)[^.!?]{0,60}/,
  ],
  [
    'REFERRAL',
    2.5,
    /\b(?:handles?|owns?|runs?|leads?|looks after|deals with|manages?|is (?:responsible|in charge|the one|your (?:man|woman|person))|takes care of) (?:this|that|these|all|our|it|for|of|who|now)|\bwho (?:owns|runs|handles|manages|leads|looks after|is responsible)\b|\bvia (?:our )?(?:procurement|purchasing)|\bgo through\b|\b(?:my|our) (?:colleague|boss|manager|partner|assistant|team|cto|coo|ceo|cfo|director|head of)\b[^.!?]{0,60}\b(?:instead|handles?|owns?|is|at|will|would|decides)/,
  ],
  ['REFERRAL', 1, /[a-z0-9._-]+@[a-z0-9.-]+\.[a-z]{2,}/],
  // Not interested
  [
    'NOT_INTERESTED',
    4,
    /\b(?:not|isn'?t|aren'?t|no longer|never|neither|nor|un|dis)[ -]?(?:\w+ ){0,3}(?:interested|of interest|intrested)\b|\bno interest\b|\bnot interested\b/,
  ],
  [
    'NOT_INTERESTED',
    3.2,
    /^(?:hi[^.!?]{0,20}[,.] ?)?(?:no|nope|nah|pass|no thanks?(?: you)?|no,? thank you|thanks,? but no(?: thanks)?|not for (?:me|us)|hard (?:no|pass)|thanks no|no ty)[ .!]*(?:$|thanks|[a-z]+ ?$)|\bno,? thank(?:s| you)\b|\bthanks?,? but no(?:,| thanks)|\b(?:i'?ll|we'?ll|we will|i will|going to|gonna|i|we|have to|am going to|decided to) (?:have to )?(?:pass|decline)\b|\b(?:a )?hard (?:no|pass)\b|\b(?:another|oh great)[^.!?]{0,40}[.!] no\b/,
  ],
  [
    'NOT_INTERESTED',
    3,
    /\b(?:not|isn'?t|doesn'?t|does not|don'?t|do not|won'?t|wouldn'?t) (?:\w+ ){0,2}(?:for (?:us|me)|a (?:good )?(?:fit|match|priority)|fit|the right fit|something (?:we|i|that|for)|looking|in the market|need|require|relevant|apply|useful|want|work for (?:us|me)|our (?:thing|focus))\b|\b(?:all set|we'?re (?:good|fine|covered|set)|i'?m good|have no need|no need for|nothing for us|don'?t waste|save your (?:time|breath)|good luck with|best of luck|wish you (?:\w+ )?(?:success|luck|best)|respectfully decline|decline|give it a miss|won'?t be (?:moving|proceeding|pursuing|taking)|decided (?:not to|against)|going (?:in )?(?:another|a different) direction)\b/,
  ],
  // Wrong person
  [
    'WRONG_PERSON',
    3.5,
    /\b(?:wrong (?:person|guy|contact|department|company|address|e-?mail|number|\w+ )|not (?:the )?(?:right|correct|best) (?:person|contact|department|one)|mistaken identity|confus(?:ed|ing) me (?:with|for)|someone else|different (?:person|company|\w+ with the same name)|you(?:'ve| have) (?:got )?the wrong)\b/,
  ],
  [
    'WRONG_PERSON',
    3.5,
    /\b(?:i|i'?ve|he|she|they|\w+) (?:have |has )?(?:left|retired|moved on|departed|quit|resigned|passed away|changed (?:jobs|roles|companies))\b|\b(?:no longer|don'?t|do not|not|haven'?t|stopped) (?:work(?:ing|s|ed)?|with|employed|at|part of|there|here|involved|in (?:that|this|the) role|responsible|handle|manage|do|deal|run)\b(?= |\.|,|$)|\b(?:i'?m|am|been) retired\b|\bformer (?:employee|employer|company)|\bused to (?:work|be|run)/,
  ],
  [
    'WRONG_PERSON',
    2.5,
    /\bnot my (?:call|area|department|job|decision|remit|responsibility|team|role|field|world)|\b(?:i (?:have nothing|don'?t have anything) to do with|outside (?:of )?my|i don'?t (?:make|own|handle|manage|decide|deal|look after|work|run)|above my pay|i'?m (?:just |only )?(?:an? )?(?:intern|student|temp|contractor|teacher|nurse|engineer|developer|receptionist|assistant))\b/,
  ],
  [
    'OTHER',
    2.5,
    /^(?:thanks|thank you|ok(?:ay)?|noted|received|got it|test|lol|haha|hmm|\?+|\.+|k|cheers|will do|will read|merci|danke|gracias)[ .!]*$/,
  ],
  [
    'OTHER',
    2,
    /\b(?:invoice|purchase order|application|resume|cv attached|job opening|webinar|newsletter|special offer|limited time|click here)\b/,
  ],
]
