"""Given names, to notice where a name that nobody listed may stand: lower case, no accents.

The commonest of the census of the United States of 1990, which is in the public domain, and names
that are usual in Wales and among those who live there. Names that a study knows need not be here.
"""

from __future__ import annotations

GIVEN_NAMES = frozenset(
    """
aaliyah aaron abbas abby abdul abdullah abdulrahman abigail abraham ada adam addie adele adeola
adrian adriana adrienne adwoa aelwyn aeron aeronwy agnes agnieszka ahmad ahmed aida aiden aimee
aisha aishah akosua alan alaw albert alberta alberto alec aled alejandro aleksandra alex
alexander alexandra alexis alfonso alfred alfredo ali alice alicia alicja alina alisa alisha
alison aliyah allan allen allison alma alta alton alun alvin alwyn alys alyssa ama amal amanda
amani amara amber amelia amina aminah amir amira amna amy ana anais anastasia andre andrea
andrei andres andrew andrzej andy aneirin anest aneurin angel angela angelica angelina angelo
angharad angie anil anita anja ann anna anne annette annie annon anouk anthony antoinette
antonia antonio anwar anwen anya aoife april archie arjun arlene armando arnold arthur artie
arturo arwel arwen asha ashley ashton asiya audrey aurora ava ayaan ayesha ayla aziz bailey
barbara barry bartosz beatrice beatriz beca becca becky bedwyr belinda bella ben benjamin benji
bennie benny bernadette bernard bernice bert bertha bess bessie beth bethan bethany beti betsan
betsy bette bettie betty beulah beverly bill billie billy blake blanca blanche blodwen bob
bobbie bobby bogdan bonita bonnie brad bradley brandi brandon brandy branwen brenda brendan
brent brett brian bridget brittany brittney bron bronwen brooke bruce bryan bryant bryony buddug
byron cadi cadog cadwaladr cai caitlin callum calvin cameron camille candace candice candy
caoimhe cara caradog caren carl carla carlos carlton carmen carol carole caroline carolyn carrie
carroll carwyn carys casey casi cassandra cassie cath catherine cathy catrin cecelia cecil
cecile cecilia cedric celeste celia ceri cerian ceridwen cerys cesar chad charlene charles
charlie charlotte chas chaz cheri cherie cheryl chidi chinedu chloe chris chrissie christa
christian christie christina christine christopher christy cian ciara ciaran cindy claire clara
clarence clark claude claudia clayton cleo clifford clinton clyde cody colin colleen connie
connor conor constance consuelo corey corinne cormac cory courtney craig cristina crystal curtis
cynthia dafs dafydd daisy daiva damian damilola damon dan dana daniel danielle daniil danny
danya daphne dariusz darla darlene darrell darren darryl daryl dave davey david dawn deanna
debbie debora deborah debra declan deiniol deio delbert delia della delores deloris delyth demi
dena denise dennis derek derrick desiree devin dewi diana diane dianna dianne dick dilwyn dilys
dimitri dina dixie dmitri dolly dolores dominic don donald donna donnie dora doreen doris
dorothea dorothy dorthy dotty doug douglas drew duane dustin dwayne dwight dylan earl earnest
ebony ebrahim eddie edgar edith edmund edna eduardo edward edwin efa effie eifion eileen eilidh
eimear einir eira eirian eirlys eirwen elaine eleanor elen elena eleri elfed elgan elin elina
elis elisa elisabeth elise eliza elizabeth ella ellen ellie elliot elliott elliw elmer eloise
elsa elsie eluned elva elvira elvis elwyn emily emlyn emma emmie emrys enfys enlli enrique eric
erica erik erika erin erma ernest ernestine ernesto esmee esperanza essie estella estelle ester
esther ethan ethel etta eugene eugenia eula eunice eva evan evelyn everett evie ezra fadi faisal
faith fannie farah fatima fatimah fatou fay faye felicia felipe felix fergus fern fernando ffion
fflur finlay fiona fiyin flora florin floyd forrest fran frances francine francis francisca
francisco frank frankie franklin fred freda freddie frederick fredrick freya gabriel gail gareth
garrett garry gary gayle gene geneva genevieve geoffrey george georgie geraint gerald geraldine
gerallt gerard gerardo gertrude gethin ghazal ghulam gilbert gina ginger giulia gladys glenda
glenn glenys gloria goldie gordon goronwy grace grant greg gregg gregory gretchen gruff gruffudd
gruffydd grzegorz guadalupe guillermo gustavo gwawr gwen gwenan gwenda gwendolyn gwenllian
gwenno gwil gwilym gwilyn gwion gwladys gwyneth gwynfor hadiya haf hafsa hamza hanan hanna
hannah hari haris harold haroon harri harriet harry harvey hasan hassan hattie hayden hazel
heather hector heidi heledd helen helena helene henrietta henry herbert herman heulwen hilda
hollie holly homer hope horace howard hubert huda hugh hussain hussein huw hywel iago ian ianto
ibrahim ida idris iestyn ieuan ifan ifor igor ihsan iker ilan ilona imani imogen imran ines inez
inga ingrid ioan ioana iola iolo iona irene irfan iris irma irving isaac isabel isabelle ishaan
islwyn ismail isobel iva ivan ivy iwan iwona izzy jack jackie jacob jacqueline jacquelyn jacqui
jaden jaime jake jakub jamal james jamie jan jana jane janek janelle janet janette janice janie
janine janis jared jaroslav jasmin jasmine jason javed javier jay jayden jean jeanette jeanne
jeannette jeannie jeff jeffery jeffrey jenifer jenna jenni jennie jennifer jenny jeremiah jeremy
jermaine jerome jerry jess jesse jessica jessie jesus jewel jewell jill jillian jim jimmie jimmy
joan joann joanna joanne jocelyn jodi jodie jody joe joel joey johann johanna john johnathan
johnnie johnny jon jonas jonathan jonathon joni jonny jordan jorge jose josef josefina joseph
josephine josh joshua josie joy joyce juan juana juanita jude judith judy julia julian julie
julio julius june justin kacper kadija kai kaitlyn kamil kara karen kari karim karin karl karla
karolina kasia katarzyna kate kath katherine kathleen kathryn kathy katie katrina kaur kay kayla
kayleigh keira keith kelechi kelley kelli kellie kelly kelsey kelvin ken kendra kenneth kenny
kerri kerry kevin keziah khadija khadijah khaled khalid kian kieran kim kimberley kimberly kirk
kitty kofi kornelia krishna krista kristen kristi kristie kristin kristina kristine kristopher
kristy krystal krystian kurt kwame kyle kyra lacey laila lakshmi lana lance lara larry latasha
latonya latoya laura laurel lauren laurie laverne lawrence layla lea leah leanne lee leigh
leighton leila lela leland lena lenny lenora leo leola leon leona leonard leroy lesley leslie
lester leticia levi lewis lexi liam liesbeth lila lilian lillian lillie linda lindsay lindsey
lionel lisa liz lizzie lleucu llew llewelyn llian llinos llio lloyd logan lois lola lonnie lora
loren lorena lorene lorenzo loretta lori lorna lorraine lottie lou louie louis louise lourdes
lowell lowri luca lucas lucia lucille lucinda lucja lucy luis luke lula luned lupe luqman luther
luz lwsi lydia lyle lynda lynette lynn lynne mabel mable mabli mack macsen madeline madge
madison madoc mae maeve magdalena maggie magi mahmoud mair maisie maja malcolm malgorzata malik
mamie mandy manon manuel marc marcella marcia marcin marco marcos marcus mared marek margaret
margarita marged margie marguerite mari maria mariam marian marianne maribel marie marilyn
marina mario marion marissa marjorie mark marla marlene marsha marshall marta martha martin
marvin mary maryam maryann maryia mateusz mathew mathilda matt matteo matthew mattie matty maude
maureen maurice max maxine may meg megan meghan megs mehdi mehmet mei meilir meinir meirion mel
melangell melanie melba melinda melissa melody melvin menna mercedes meredith meredydd mererid
merry meurig mia michael micheal michele michelle mick mickey miguel mihai mike mikey mila
mildred millie milton mindy minnie mirain miranda miriam misty mitchell mohamed mohammad
mohammed mollie molly mona monica monique morfydd morgan morris morwenna mostafa muhammad muna
muriel musa mustafa myfanwy myra myrddin myrna myron myrtle nadia nadine naima najma nanci nancy
naomi nasir nasra natalia natalie natasha nate nathan nathaniel neal neha neil nell nellie
nelson nerys nesta nettie niall niamh nicholas nichole nick nicky nicola nicole nikita nikki
nikolai nina nirmala noel noor noora nora norma norman nour olga olive oliver olivia ollie
oluwaseun omar omari opal ora orla orlando oscar osian osman otis owain owen pablo paddy padraig
paige pam pamela pat patrica patrice patricia patrick patsy patti patty paul paula paulette
pauline pawel pearl pedro peggy penny perry pete peter phil philip phillip phoebe phyllis piotr
polly poppy priscilla priya przemek rachael rachel rachelle radoslaw rafael rafal rahul rajesh
ralph ramon ramona randall randolph randy rania raquel rashid raul ravi ray raymond reba rebecca
rebekah reece reem regina reginald rena rene renee rex rhian rhiannon rhodri rhonda rhydian rhys
rhysi ricardo richard richie rick rickey ricky rishi rita robbie robert roberta roberto robin
robyn rochelle roderick rodney rodolfo roger rohan rohit roisin roksana roland ron ronald ronda
ronnie roosevelt rosa rosalie rosario rose rosemarie rosemary rosetta rosie ross roxanne roy
ruben ruby rudolph rudy rufus russell ruth ryan saanvi sabrina sacha sade sadie saeed safa
saffron safiya saleem salim sallie sally salma salvador salvatore sam samantha samia samir
samira sammy samuel sandra sandy saoirse sara sarah saskia scarlett scott sean selma sergei
sergio seth shabana shahid shan shane shanice shanna shannon shari sharon shaun shauna shawn
shawna sheila shelby shelia shelley shelly sheri sherman sherri sherrie sherry sheryl shirley
shon shreya sian siani sidney silvia simon sinead siobhan sion sioned siwan skye sofia sofiya
sonia sonja sonya sophia sophie soraya spencer stacey stacie stacy stanley stefan stefanie
steffan stella steph stephanie stephen steve steven stuart sue sulayman suleiman sumaya susan
susana susanna susanne susie suzanne suzie svetlana sylvester sylvia szymon tabitha tahir tamara
tami tamika tammie tammy tamsin tanisha tanya tara tariq tasha tatiana ted tegan tegwen teifion
teleri temi temitope teresa teri terrance terrence terri terry tess thelma theo theodore theresa
therese thomas tiago tiffany tilly tim timmy timothy tina tirion todd tom tomasz tommy tomos
toni tony tonya topher tracey traci tracie tracy travis trevor tricia trina trish trisha troy
trudy tudur twm tyler tyrone umar una usman valentina valerie vanessa vasile velma vera verna
vernon veronica vicki vickie vicky victor victoria viktor vincent viola violet virgil vishal
vivian wade wafa waleed wallace walter wanda warren wayne wendell wendy wesley whitney wiktor
wiktoria wilbert wilbur will willard william willie willis wilma wilson winifred wioletta
woodrow yasin yasmin yasmina yolanda younis yousef yuki yusuf yvette yvonne zach zachary zahra
zainab zara zeinab zhang zoe zofia zoya zuzanna
    """.split()
)
