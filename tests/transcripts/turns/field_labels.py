"""Speaker labels of the field: roles, kin, titles, names that are also words, numbers."""

from __future__ import annotations

SOCIAL_CARE = """
Key worker; Keyworker; Key Worker 2; Foster carer; Foster Carer (female); Second carer; Carer A; Kinship carer;
Social worker; Social Worker 1; The Social Worker; Senior social worker; Student social worker; Team manager;
Practice lead; Project worker; Project manager; Support worker; Family support worker; Residential worker;
Placement manager; Placement officer; Supervising social worker; IRO; Independent reviewing officer; Care leaver;
Care Leaver 3; Personal adviser; Leaving care worker; LAC nurse; CLA nurse; LACE coordinator; Virtual head;
Safeguarding lead; Lead professional; Panel member; Panel Chair; Duty worker; Night staff; Bank worker;
Day centre manager; Time out worker; First contact officer; Local authority officer; Resource worker;
Service user; Subject 1; Case 4; Source 2; Home manager; Page; Part time worker; Respite carer; Contact supervisor
"""
EDUCATION = """
Teacher; Teacher 1; Class teacher; Head; Headteacher; Head teacher; Deputy head; Head of year; Head of Year 9;
Year 9 pupil; Year 11 girl; Yr 8 pupil; Pupil 3; Student A; Girl 2; Boys; Children; Child B; Teaching assistant; TA; TA2;
SENCo; ALNCo; ALN lead; Pastoral lead; School nurse; School counsellor; Form tutor; Learning mentor;
Governor; Chair of governors; Designated person; Educational psychologist; EP; Lecturer; Sixth former; Table 1;
Table 3 (boys); Group A; Class 4; Lunchtime supervisor; Caretaker; Note taker; Timekeeper; Third speaker;
First Year student; Subject teacher; Exam officer
"""
JUSTICE = """
YOT worker; YOT manager; YJS officer; Youth worker; Youth Worker (male); Police officer; PC Davies; PC 4471; Sgt. Smith;
Insp. Reed; DS Pryce; Magistrate; The Bench; Solicitor; Appropriate adult; The witness; The Witness; Witness A;
Defendant; Judge; The Court; Clerk; Probation officer; Prison officer; Prisoner 7; Victim; Restorative worker;
Case manager; Custody sergeant; Intake worker; Mentor; Young person; Young Person 2; YP 3; Young man; Young woman 1
"""
HEALTH = """
Nurse; Nurse 2; Ward sister; Sister; Matron; GP; GP 1; Doctor; Dr; Dr. Evans; Health visitor; Midwife; Patient;
Patient 014; CAMHS worker; CAMHS nurse; Psychologist; Psychiatrist; OT; Physio; Speech therapist; Dietician; Porter;
Consultant; Registrar; Practice manager; Paediatrician; Counsellor; Interpreter; Interpreter (Polish); Sign interpreter
"""
KIN = """
Mum; Mam; Mother; Dad; Dada; Step mum; Stepdad; Nan; Nana; Gran; Grandad; Taid; Nain; Mamgu; Auntie; Auntie Jean;
Uncle; Sister 2; Brother; Older brother; Birth mother; Birth parent; Adoptive mother; Adoptive father 2; Partner; Wife;
Husband; Twin 1; Friend; Parents; Mother of two; Daughter; Son; Cousin; Foster mum; Baby's father; Mum (Anna)
"""
TITLES = """
Cllr. Jones; Cllr Parry; Hon. Ann Lee; Right Hon. Jo Lee; Rt. Hon. Huw Pugh; Lord Rees; Baroness Pugh; Sir Tom Hay; Prof. Roe; Professor Roe;
Rev. Owen; Fr. Brown; Sr. Mary; Capt. Reed; Mr. Lee; Mrs Pugh; Ms. O'Brien; Miss Hay; Madam Chair; Mr Speaker;
The Chair; The Deputy Chair; The Acting Chair (Mr. Hay); The Acting Chair (Mrs. Ann Lee); First Minister; Deputy Minister; The Minister;
Chair (Ann Lee); Chairperson; Clerk to the Committee; Member 2; Hon. Members; Several hon. Members; An hon. Member;
Secretary; Convener; Vice-chair; Director; CEO; HR; Deputy Director 2; Officer
"""
WELSH = """
Cyfwelydd; Cyfranogwr; Cyfranogwr 2; Ymchwilydd; Person ifanc; Gofalwr maeth; Gweithiwr cymdeithasol; Athro; Athrawes;
Pennaeth; Mam a Dad; Siaradwr 1; Disgybl; Disgybl 3; Rhiant; Nyrs; Gweithiwr ieuenctid; Y Cadeirydd; Cadeirydd;
Y Prif Weinidog; Hwylusydd; Plentyn; Siân; Ŵyn; Llŷr ap Huw; Gwen o'r Cwm; Taid Wil; Swyddog; Cynghorydd Puw; Arweinydd
"""
NAMES = """
April; May; June; August; Summer; Autumn; Dawn; Faith; Grace; Hope; Joy; Will; Mark; Bill; Rose; Sunny; Art; Frank; Chance;
Page Morris; Augustus; Honor; Mason; Constant; Justice; Major; Guy; Star; Ivy; Melody; Precious; Angel; Patience; Destiny; Noel; Neve;
Anne-Marie; Ann Marie; D'Arcy; J.; J.P.; JP; MM; Ann L.; Mr T; de Souza; van der Berg; al-Amin; Éowyn; Zoë; O'Neill; Ng; Wu; Ty'n
"""
NUMBERED = """
Participant no. 3; Participant No 4; Participant number 5; Participant #6; P-07; P.8; P09; Respondent 12; Resp. 2; Resp.; Int.; Int. 2;
Interviewer1; interviewee2; Interviewer 2; Speaker 1; Speaker 0; SPEAKER_01; Unknown speaker; Voice 3; Male 1; Female 2; M1; F2; FG1-P3; FGD2 P4;
P3 (female, 16); P4 F 17; ID 12; R12B; 3a; S1; Person 4; Informant 2; Interviewee no. 2; Caller 3; Volunteer 5; Expert 1; Stakeholder 2; Owner 1; Kid 4
"""
MORE = """
Question master; Time keeper; Reader; Narrator; Observer; Chair/Facilitator; Mum & Dad; Mum and Dad; Q; A; Q1; A1; Comment; Team A; Week lead; Step father;
Option B group; Date coordinator; Source; Subject; Table; Day nurse; Month lead; Chapter lead; Key informant; Key informant 3; First responder;
Second respondent; Last speaker; New speaker; Other; Others; Everyone; Both; Another; Someone; Total care manager; Present worker; Status officer
"""


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.replace("\n", " ").split(";") if one.strip()]


GROUPS = (SOCIAL_CARE, EDUCATION, JUSTICE, HEALTH, KIN, TITLES, WELSH, NAMES, NUMBERED, MORE)
LABELS = list(dict.fromkeys(label for group in GROUPS for label in _split(group)))
