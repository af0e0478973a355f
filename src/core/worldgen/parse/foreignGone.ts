/** How other languages say that things left, died, broke or were taken, in the English of goneWords.ts; written like foreignWords.ts. */

/** Every form of a participle: "vendid" with "o a os as"; the ending stands where "~" is, else last. */
export function forms(endings: string, participles: string): string {
  return participles
    .split(",")
    .flatMap((pair) => {
      const [stem, english] = pair.split("=");
      const whole = stem!.includes("~") ? stem! : `${stem}~`;
      return endings
        .split(" ")
        .map((ending) => `${whole.replace("~", ending === "-" ? "" : ending)}=${english}`);
    })
    .join(",");
}

/** The same verbs with words before them: "lo", "los" with "vendieron=sold off" gives "lo vendieron=was sold off". */
function behind(openers: string, verbs: string): string {
  return openers
    .split(",")
    .flatMap((pair) => {
      const [opener, english] = pair.split("=");
      return verbs.split(",").map((verb) => {
        const [word, meaning] = verb.split("=");
        return `${opener} ${word}=${english} ${meaning}`.replace("= ", "=");
      });
    })
    .join(",");
}

const TAKEN_ES =
  "vendieron=sold off,robaron=carried off,quitaron=removed,retiraron=removed,talaron=felled,cortaron=cut down,derribaron=torn down,demolieron=demolished,destruyeron=destroyed,quemaron=burned down,arrancaron=uprooted,eliminaron=removed,regalaron=given away,tiraron=thrown away,donaron=donated,llevaron=taken away";

export const GONE_ES = `${behind("lo=was,la=was,los=were,las=were,se lo=was,se la=was,se los=were,se las=were", TAKEN_ES)},vendieron=sold,robaron=stole,robó=stole,quitaron=removed,retiraron=removed,talaron=felled,derribaron=tore down,demolieron=demolished,destruyeron=destroyed,destruyó=destroyed,se llevaron=took away,se llevó=took away,murieron=died,murió=died,se escaparon=have fled,se escapó=has fled,se fugaron=have fled,huyeron=fled,huyó=fled,se hundió=sank,se hundieron=sank,se derrumbó=has collapsed,se derrumbaron=have collapsed,se quemó=burned down,se quemaron=burned down,se marcharon=have left,se marchó=has left,se mudaron=moved out,volaron=flew away,falta=there is no,ya no está=is gone,ya no están=are gone,no está=is not here,no están=are not here,evita=avoid,evite=avoid,quita=remove,quite=remove,elimina=remove,omite=omit,olvida=forget about,no pongas=do not put,no ponga=do not put,no pongan=do not put,no añadas=do not add,no incluyas=do not include,no necesito=do not need,no hace falta=no need for,menos=except,ni siquiera=not even,vacío de=empty of,vacía de=empty of,queda=there is,quedan=there are,todo=all,toda=all,todos=all,todas=all,alguien=somebody`;

const PARTICIPLES_DE =
  "verkauft=sold,gestohlen=stolen,gefällt=felled,abgerissen=torn down,abgebaut=dismantled,abgebrannt=burned down,niedergebrannt=burned down,verbrannt=burned down,weggeräumt=taken away,weggebracht=taken away,weggenommen=taken away,weggeschafft=taken away,mitgenommen=taken away,abgeholt=taken away,abtransportiert=carted away,fortgebracht=taken away,ausgeräumt=cleared out,herausgerissen=ripped out,abgehängt=taken down,abmontiert=dismantled,abgeschafft=abolished,umgehauen=felled,umgesägt=felled,abgeholzt=felled,gerodet=felled,verschenkt=given away,verschrottet=scrapped,versteigert=auctioned off,entfernt=removed,entsorgt=disposed of,beseitigt=removed,zerstört=destroyed,gesprengt=destroyed,aufgegessen=eaten,geräumt=cleared away";

export const GONE_DE = `${PARTICIPLES_DE},${PARTICIPLES_DE.split(",")
  .map((pair) => pair.replace("=", " worden=been "))
  .join(
    ",",
  )},ausgebrochen=fled,entlaufen=fled,entkommen=fled,entflohen=fled,geflohen=fled,geflüchtet=fled,gesunken=sunk without a trace,untergegangen=sunk without a trace,eingestürzt=collapsed,umgezogen=moved out,abgereist=departed,hat jemand=was,hat man=was,haben diebe=were,jemand=somebody,verzichtet=removed,verzichte auf=do without,verzichten auf=do without,verzichtet auf=do without,vermeide=avoid,weglassen=leave out,lass weg=leave out,lass=leave,weit und breit=anywhere,kein einziger=not a single,kein einziges=not a single,keine einzige=not a single,keinen einzigen=not a single,keinem einzigen=not a single,keiner einzigen=not a single,brauche keine=do not need,brauche keinen=do not need,brauche kein=do not need,nicht mehr=no longer,leer von=empty of,geblieben=remaining,übrig=remaining,übrig geblieben=remaining,alles=everything`;

const PARTICIPLES_FR =
  "vendu=sold,abattu=felled,volé=stolen,enlevé=removed,retiré=removed,démoli=demolished,brûlé=burned down,emporté=taken away,arraché=uprooted,supprimé=removed,démonté=dismantled,jeté=thrown away,rasé=razed,coupé=cut down,donné=given away,déménagé=moved out";

export const GONE_FR = `${forms("- e s es", PARTICIPLES_FR)},${behind("on a=they have,ils ont=they have,quelqu un a=somebody has,nous avons=we have", PARTICIPLES_FR)},se sont enfuis=have fled,se sont enfuies=have fled,s est enfui=has fled,s est enfuie=has fled,se sont échappés=have fled,se sont échappées=have fled,s est échappé=has fled,se sont envolés=have flown away,se sont envolées=have flown away,s est envolée=has flown away,se sont échappées=have fled,se sont effondrées=have collapsed,s est envolé=has flown away,sont morts=have died,sont mortes=have died,est mort=has died,est morte=has died,a coulé=sank,ont coulé=sank,s est effondré=has collapsed,s est effondrée=has collapsed,se sont effondrés=have collapsed,s en est allé=has left,s en sont allés=have left,évite=avoid,évitez=avoid,enlève=remove,enlevez=remove,oublie=forget about,ne mets pas de=do not put,ne mets pas d=do not put,ne mettez pas de=do not put,ne mettez pas d=do not put,n ajoute pas de=do not add,n ajoutez pas de=do not add,n ajoute pas d=do not add,pas besoin de=no need for,pas besoin d=no need for,pas un seul=not a single,pas une seule=not a single,pas le moindre=not a single,pas la moindre=not a single,ni=neither,il ne reste plus que=only,il ne reste plus qu=only,il ne reste que=only,il ne reste qu=only,ne reste qu=only,ne reste que=only,il reste=there is,vide de=empty of,vides de=empty of,vide d=empty of,juste=only,seul=single,seule=single,tous=all,toutes=all,tout=all,toute=all,encore=still`;

const PARTICIPLES_IT =
  "vendut=sold,abbattut=felled,rubat=stolen,rimoss=removed,demolit=demolished,bruciat=burned down,tagliat=cut down,portat~ via=taken away,distrutt=destroyed,buttat~ via=thrown away,regalat=given away,tolt=removed,smontat=dismantled,eliminat=removed";

export const GONE_IT = `${forms("o a i e", PARTICIPLES_IT)},${forms("o a i e", "è scappat=has fled,è fuggit=has fled,è mort=has died,è crollat=has collapsed,è affondat=sank,è volat~ via=has flown away,sono affondat=sank,sono sparit=have vanished,sono scappat=have fled,sono fuggit=have fled,sono mort=have died,sono crollat=have collapsed,sono volat~ via=have flown away,non c è più nessun=there is no")},non ci sono più=are gone,non c è più=is gone,hanno venduto=they sold,hanno rubato=they stole,hanno abbattuto=they felled,hanno tolto=they removed,hanno demolito=they demolished,evita=avoid,evitare=avoid,togli=remove,non mettere=do not put,non aggiungere=do not add,nemmeno un=not a single,nemmeno una=not a single,neanche un=not a single,neanche una=not a single,neppure un=not a single,neppure una=not a single,niente più=no more,né=neither,resta=there is,restano=there are,rimane=there is,rimangono=there are,vuoto di=empty of,vuota di=empty of,tutto=all,tutta=all,tutti=all,tutte=all,ancora=still`;

const PARTICIPLES_PT =
  "vendid=sold,cortad=felled,derrubad=torn down,roubad=stolen,removid=removed,retirad=removed,demolid=demolished,queimad=burned down,destruíd=destroyed,levad~ embora=taken away,levad=taken away,arrancad=uprooted,eliminad=removed,doad=given away";

export const GONE_PT = `${forms("o a os as", PARTICIPLES_PT)},venderam=they sold,roubaram=they stole,cortaram=they felled,derrubaram=they tore down,tiraram=they removed,levaram=they took away,morreram=died,morreu=died,fugiram=fled,fugiu=fled,afundou=sank,afundaram=sank,desabou=has collapsed,sumiu=has vanished,sumiram=have vanished,já não há=there are no longer any,já não está=is gone,já não estão=are gone,não está mais=is gone,não estão mais=are gone,evite=avoid,evita=avoid,tire=remove,retire=remove,não coloque=do not put,não coloques=do not put,não ponha=do not put,não ponhas=do not put,não adicione=do not add,não inclua=do not include,não quer=does not want,não precisa de=no need for,nem um único=not a single,nem uma única=not a single,nem um só=not a single,nem uma só=not a single,vazio de=empty of,vazia de=empty of,ficou=there is,ficaram=there are,resta=there is,restam=there are,sobrou=there is,sobraram=there are,todo=all,toda=all,todos=all,todas=all`;

export const GONE_NL =
  "gestolen=stolen,afgebroken=torn down,opgehaald=taken away,meegenomen=taken away,weggegooid=thrown away,weggevaren=sailed away,weggereden=driven away,weggelopen=run away,weggevlogen=flown away,ontsnapt=fled,gevlucht=fled,gestorven=died,overleden=died,ingestort=collapsed,gezonken=sunk without a trace,afgevoerd=carted away,verbrand=burned down,leeg van=empty of,vermijd=avoid,geen enkel=not a single,verder niets=nothing else,ontdaan van=stripped of,over=remaining,iemand=somebody,alle=all,alles=everything";
