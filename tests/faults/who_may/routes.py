"""Every route of the router tree, and what is sent to try it: words and taps that name two sides' things."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aiogram import Router
from aiogram.filters.callback_data import CallbackQueryFilter

from bot.texts import Texts
from handlers.doors import Door, Who
from handlers.notice import mark, notice
from tests.cast import POLICY

#: Which notice stands above the button that accepts it.
MARK = mark(notice(Texts.load().speaker("fr"), POLICY))
STRANGER = ("stranger",)
PARENT = ("parent_{side}",)
SECOND = ("second_{side}",)
FAMILIES = ("parent_a", "second_a", "parent_b", "second_b")
COORDINATOR = ("coordinator",)
KNOWN = (*FAMILIES, "hr_a", "hr_b", "director_a", "director_b", "coordinator", "revoked")
HERS: dict[str, tuple[str, ...]] = {"a": ("coordinator",)}
NOBODY: tuple[str, ...] = ()


@dataclass(frozen=True)
class Try:
    """Words (or a tap, an edited message …) as somebody sends them while typed words answer `focus`.

    `only`: who may, where that is fewer people than the conversation's door lets in.
    """

    says: str
    kind: str = "message"
    focus: str = ""
    only: tuple[str, ...] | dict[str, tuple[str, ...]] | None = None

    @property
    def observed(self) -> str:
        """The kind of update that it is."""
        return "message" if self.kind in {"contact", "location", "album"} else self.kind

    @property
    def about(self) -> bool:
        """Whether it names a thing of somebody's."""
        return "{" in self.says + self.focus


def tap(data: str, **known: object) -> Try:
    return Try(data, kind="callback_query", **known)  # type: ignore[arg-type]  # as Try has them


def words(text: str, focus: str = "", **known: object) -> Try:
    return Try(text, focus=focus, **known)  # type: ignore[arg-type]  # likewise


@dataclass(frozen=True)
class Route:
    """A handler for one kind of update, and for whom it is."""

    name: str
    kind: str
    who: Who | None
    tries: tuple[Try, ...]


def routes(routers: Iterable[Router]) -> Iterator[Route]:
    """Every handler of the tree, once for each kind of update."""
    for router in routers:
        who = router.who if isinstance(router, Door) else None
        for kind, observer in router.observers.items():
            for name in dict.fromkeys(_name(one.callback) for one in observer.handlers):
                tries = tuple(one for one in TRIES.get(name, ()) if one.observed == kind)
                yield Route(name, kind, who, tries)
        yield from routes(router.sub_routers)


def prefixes(routers: Iterable[Router]) -> list[str]:
    """What the buttons of each kind begin with, once a kind."""
    filters = (
        one.callback
        for router in routers
        for handler in router.callback_query.handlers
        for one in handler.filters or ()
    )
    kinds = {one.callback_data for one in filters if isinstance(one, CallbackQueryFilter)}
    return sorted(kind.__prefix__ for kind in kinds)


def _name(handler: object) -> str:
    return f"{handler.__module__}.{getattr(handler, '__qualname__', '')}".removeprefix("handlers.")


_LIST = "wl:{do}:{{creche}}:r:0:0:0:1023:"


def _list(do: str) -> str:
    return _LIST.format(do=do)


TRIES: dict[str, tuple[Try, ...]] = {
    "welcome.start_unknown": (words("/start", only=STRANGER),),
    "welcome.notice_first": (
        words("bonjour", only=STRANGER),
        Try("bonjour", "edited_message", only=STRANGER),
        tap("menu", only=STRANGER),
    ),
    "welcome.start_known": (words("/start", only=KNOWN),),
    "welcome.choose_language": (words("/language", only=KNOWN),),
    "welcome.speak_before_accepting": (tap("w:speak:fr::"),),
    "welcome.accept": (tap(f"w:accept:fr:{MARK}:"),),
    "welcome.change_language": (tap("l:fr", only=KNOWN),),
    "welcome.blocked_or_back": (Try("", "my_chat_member"),),
    "births.said": (words("fausse couche", only=FAMILIES),),
    "signup.begin": (words("/signup"), tap("signup")),
    "signup.follow": (tap("sl:c-marcinelle"),),
    "signup.typed": (words("bonjour", "signup"),),
    "signup.contact_shared": (Try("+32470000000", "contact", "signup"),),
    "signup.no_answer": (Try("", "location", "signup"),),
    "signup.edited": (Try("bonjour", "edited_message", "signup"),),
    "signup.begin_at_desk": (tap("enter"),),
    "signup.go_on": (tap("signup.continue"),),
    "signup.change_wishes": (tap("wc:{confirmed}", only=PARENT + SECOND),),
    "signup.tapped": (tap("su|{draft}|name|pick|", only=SECOND), tap("su|{draft}|name|leave|", only=SECOND)),
    "menu.open_menu": (words("/menu"), tap("menu")),
    "menu.help_": (words("/help"), tap("help")),
    "silence.stop": (words("/stop"),),
    "silence.news": (tap("hear:news:1"),),
    "silence.practical": (tap("hear:{creche}:1", only=PARENT + SECOND),),
    "requests.status": (words("/status"), tap("status")),
    "requests.predemand": (words("ONE-1234", "predemand:{met}"),),
    "requests.see": (tap("rq:see:{confirmed}"), tap("rq:unfold:{confirmed}")),
    "requests.confirm": (tap("rq:confirm:{met}"),),
    "requests.leave": (tap("rq:leave:{confirmed}"),),
    "requests.withdraw": (tap("rq:withdraw:{confirmed}"),),
    "requests.undo": (tap("rq:undo:{withdrawn}"),),
    "offers.parents.see": (tap("of:see:{offer_offered}"),),
    "offers.parents.ask": tuple(tap(f"of:{do}:{{offer_offered}}") for do in ("accept", "decline", "keep")),
    "offers.parents.accept": (tap("of:yes:{offer_offered}"),),
    "offers.parents.decline": (tap("of:no:{offer_offered}"),),
    "offers.parents.more_time": (tap("of:more:{offer_offered}"),),
    "looking.yes": (tap("lk:yes:{confirmed}"), tap("lk:yes:{paused}")),
    "looking.ask_pause": (tap("lk:pause:{confirmed}"),),
    "looking.pause": (tap("lk:rest:{confirmed}"),),
    "looking.resume_for": (tap("lr:resume:{paused}"),),
    "looking.ask_why_closed": (tap("lr:close:{paused}"),),
    "looking.close": (tap("lc:{paused}:no answer"),),
    "births.ask": (tap("bt:ask:{expecting}:"), tap("bt:fix:{born}:")),
    "births.tapped": (tap("bt:on:{expecting}:2027-01-11"), tap("bt:fixed:{born}:2026-10-04")),
    "births.typed": (words("11/1/2027", "birth:{expecting}"),),
    "births.typed_again": (words("4/10/2026", "birth-fix:{born}"),),
    "births.not_yet": (tap("bt:wait:{expecting}:"),),
    "births.ended": (tap("bt:end:{expecting}:"),),
    "families.who_is_there": (words("/family", only=FAMILIES), tap("family", only=FAMILIES)),
    "families.link": (tap("fa:link:", only=FAMILIES),),
    "families.ask_out": (tap("fa:ask:{other}", only=PARENT),),
    "families.out": (tap("fa:out:{other}", only=PARENT),),
    "families.ask_leave": (tap("fa:leaving:"),),
    "families.leave": (tap("fa:leave:", only=FAMILIES),),
    "people.my_data": (words("/mydata"), tap("mydata")),
    "people.my_data_file": (tap("mydata-file"),),
    "people.privacy": (words("/privacy"),),
    "pleas.open_pleas": (tap("plea"),),
    "pleas.ask": (tap("pk:correction"),),
    "pleas.ask_own": (tap("po:name"),),
    "pleas.said_own": (words("Ana Lambrecht", "own:name"),),
    "pleas.said": (words("Mon nom s’écrit autrement", "plea:correction"),),
    "pleas.waiting": (words("/pleas"), tap("pleas")),
    "pleas.read": (tap("pv:{plea}"),),
    "pleas.answer": (words("C’est corrigé", "plea-answer:{plea}"),),
    "erasure.ask": (words("/erase"), tap("erase")),
    "erasure.keep": (tap("erase-no"),),
    "erasure.erase": (tap("er:000"),),
    "occupancy.which": (words("/summary"), tap("summary")),
    "occupancy.which_month": (tap("oc:{firm}:"),),
    "occupancy.one_month": (tap("oc:{firm}:2026-12"),),
    "occupancy.typed_month": (words("12/2026", "month:{firm}"),),
    "occupancy.see_details": (tap("om:details:{firm}:2026-12"),),
    "occupancy.see_sheet": (tap("om:sheet:{firm}:2026-12"),),
    "occupancy.see_year": (tap("om:year:{firm}:2026-12"),),
    "occupancy.preview": (tap("om:preview:{firm}:2026-12"), tap("op:nl:{firm}:2026-12")),
    "occupancy.other_month": (tap("om:other:{firm}:2026-12"),),
    "occupancy.promise": (tap("promise"),),
    "contacts.which": (words("/firm"), tap("firm")),
    "contacts.own": (tap("ko:{firm}"),),
    "contacts.invite": (tap("ki:{firm}"),),
    "contacts.ask_leave": (tap("kl:{firm}:0"),),
    "contacts.leave": (tap("kl:{firm}:1"),),
    "codes.which": (words("/codes"), tap("codes")),
    "codes.of_firm": (tap("eo:{firm}"),),
    "codes.make": (tap("em:{firm}:5:1"),),
    "codes.ask_back": (tap("es:{sheet}:0"),),
    "codes.call_back": (tap("es:{sheet}:1"),),
    "vacancies.decide": (tap("vd:{firm}"),),
    "vacancies.release": (tap("va:release:{vacant}"),),
    "vacancies.undo": (tap("va:undo:{given_back}"),),
    "announcements.writing.begin": (words("/announce"), tap("announce")),
    "announcements.writing.other_words": (tap("an:text:{announcement}", only=HERS),),
    "announcements.writing.words": (
        words("Bonjour", "announcement:{announcement}", only=HERS),
        words("Guten Tag", "announcement:de:{announcement}", only=HERS),
    ),
    "announcements.writing.more_words": (
        words("Bonjour", "announcement-on:{announcement}", only=HERS),
        words("Bonjour", "album:1:1:{announcement}", only=HERS),
    ),
    "announcements.writing.more_of_album": (Try("1", "album", "album:1:1:{announcement}", only=HERS),),
    "announcements.writing.see": (tap("an:see:{announcement}", only=HERS),),
    "announcements.languages.languages": (tap("an:languages:{announcement}", only=HERS),),
    "announcements.languages.ask_version": (tap("anl:write:{announcement}:de", only=HERS),),
    "announcements.languages.drop_version": (tap("anl:drop:{announcement}:de", only=HERS),),
    "announcements.writing.drop_files": (tap("an:bare:{announcement}", only=HERS),),
    "announcements.writing.ask_seen": (tap("an:seen:{announcement}", only=HERS),),
    "announcements.languages.ask_first": (tap("an:first:{announcement}", only=HERS),),
    "announcements.languages.first": (tap("anl:first:{announcement}:nl", only=HERS),),
    "announcements.resending.resend": (tap("an:again:{announcement}", only=NOBODY),),
    "announcements.templates.ask_name": (tap("an:template:{announcement}", only=HERS),),
    "announcements.templates.keep": (words("Modèle", "announcement-template:{announcement}", only=HERS),),
    "announcements.templates.choose": (tap("an:templates:x"),),
    "announcements.templates.use": (tap("anm:use:{announcement}:closure", only=HERS),),
    "announcements.templates.ask_drop": (tap("anm:drop:x:0123456789ab"),),
    "announcements.templates.drop": (tap("anm:dropped:x:0123456789ab"),),
    "announcements.exporting.ask_export": (tap("an:export:{announcement}", only=NOBODY),),
    "announcements.exporting.export": (tap("anx:{announcement}:call", only=NOBODY),),
    "announcements.exporting.own_words": (
        words("Vérifier", "announcement-export:{announcement}", only=NOBODY),
    ),
    "announcements.seeing.seen": (tap("vu:{announcement}", only=HERS),),
    "announcements.seeing.who": (tap("an:who:{announcement}", only=NOBODY),),
    "announcements.writing.discard": (tap("an:discard:{announcement}", only=HERS),),
    "announcements.audience.aim": (tap("aim:{announcement}:c:marcinelle:1", only=HERS),),
    "announcements.audience.everybody": (tap("an:everybody:{announcement}", only=HERS),),
    "announcements.audience.some": (tap("an:aim-p:{announcement}", only=HERS),),
    "announcements.audience.some_requests": (tap("an:aim-s:{announcement}", only=HERS),),
    "announcements.audience.drop_typed": (tap("an:no-week:{announcement}", only=HERS),),
    "announcements.audience.which_requests": (
        words("septembre 2027", "announcement-requests:{announcement}", only=HERS),
    ),
    "announcements.audience.choose_audience": (tap("an:aim:{announcement}", only=HERS),),
    "announcements.audience.choose_kind": (tap("an:kind:{announcement}", only=HERS),),
    "announcements.audience.classify": (tap("ank:{announcement}:news", only=HERS),),
    "announcements.sending.preview": (tap("an:preview:{announcement}", only=HERS),),
    "announcements.sending.test": (tap("an:test:{announcement}", only=HERS),),
    "announcements.sending.send": (tap("an:send:{announcement}", only=HERS),),
    "announcements.sending.look": (tap("an:look:{announcement}", only=NOBODY),),
    "announcements.sending.approve": (tap("an:approve:{announcement}", only=NOBODY),),
    "announcements.sending.give_back": (tap("an:return:{announcement}", only=NOBODY),),
    "announcements.timing.ask_when": (tap("an:when:{announcement}", only=HERS),),
    "announcements.timing.when": (words("demain 9h", "announcement-when:{announcement}", only=HERS),),
    "announcements.timing.at_once": (tap("an:now:{announcement}", only=HERS),),
    "announcements.timing.ask_until": (tap("an:weekly:{announcement}", only=HERS),),
    "announcements.timing.once": (tap("an:once:{announcement}", only=HERS),),
    "announcements.timing.until": (words("30 juin 2030", "announcement-until:{announcement}", only=NOBODY),),
    "announcements.correcting.ask_correction": (tap("an:correct:{announcement}", only=NOBODY),),
    "announcements.correcting.ask_version": (tap("anl:correct:{announcement}:fr", only=NOBODY),),
    "announcements.correcting.correct": (
        words("Autre chose", "announcement-correct:{announcement}", only=NOBODY),
    ),
    "announcements.correcting.ask_recall": (tap("an:recall:{announcement}", only=NOBODY),),
    "announcements.correcting.recall": (tap("an:recalled:{announcement}", only=NOBODY),),
    "announcements.watching.undo": (tap("an:undo:{announcement}", only=NOBODY),),
    "announcements.watching.hurry": (tap("an:hurry:{announcement}", only=NOBODY),),
    "announcements.watching.pause": (tap("an:pause:{announcement}", only=NOBODY),),
    "announcements.watching.resume": (tap("an:resume:{announcement}", only=NOBODY),),
    "announcements.watching.stop_series": (tap("an:series:{announcement}", only=NOBODY),),
    "announcements.watching.stop": (tap("an:stop:{announcement}", only=NOBODY),),
    "lists.flow.which": (words("/lists"), tap("lists")),
    "lists.flow.typed": (
        words("{ref_confirmed}", f"list:{_list('see')}"),
        words("octobre 2027", f"list:{_list('see')}"),
    ),
    "lists.flow.see": (tap(_list("see")), tap(_list("back") + "{ref_confirmed}")),
    "lists.flow.narrow": (tap(_list("filter")),),
    "lists.flow.which_month": (tap(_list("first")), tap(_list("last"))),
    "lists.flow.which_days": (tap(_list("days")),),
    "capacity.which": (words("/capacity"), tap("capacity")),
    "capacity.typed": (words("{ref_confirmed}", "capacity:{creche}"),),
    "capacity.one_day": (words("15/3/2027", "capacity:{creche}"),),
    "capacity.year": (tap("cp:year:{creche}"),),
    "capacity.exits": (tap("cp:exits:{creche}"),),
    "closures.which": (tap("cd:{creche}:::"),),
    "closures.typed": (
        words("15/3/2027", "closing:{creche}"),
        words("travaux", "closing:{creche}/2027-03-15/2027-03-15"),
    ),
    "closures.close": (tap("cd:{creche}:2027-03-15:2027-03-15:works"),),
    "closures.ask_reopen": (tap("cr:{closure}:0"),),
    "closures.reopen": (tap("cr:{closure}:1"),),
    "cuts.ask": (tap("ct:{creche}:0:"),),
    "cuts.typed": (words("50", "places:{creche}"), words("travaux", "places:{creche}/50")),
    "cuts.cut": (tap("ct:{creche}:50:works"),),
    "stays.which": (tap("st:{enrolled}"),),
    "stays.typed": (
        words("30/6/2028", "stay:{enrolled}"),
        words("lundi", "stay:{enrolled}"),
        words("déménagement", "stay:{enrolled}/2028-06-30/0"),
    ),
    "stays.weigh": (tap("sw:{enrolled}:2028-06-30:0"),),
    "stays.move": (tap("sm:{enrolled}:2028-06-30:0:family"),),
    "files.typed": (words("{ref_confirmed}"),),
    "files.why": (tap("fo:{confirmed}:"),),
    "files.other_reason": (tap("fo:{confirmed}:other"),),
    "files.own_words": (words("vérifier", "why:{confirmed}"),),
    "files.open_file": (tap("fo:{confirmed}:call"),),
    "files.history": (tap("fh:{confirmed}:0:0"),),
    "what_if.which": (tap("wi:{confirmed}:"),),
    "what_if.weigh": (tap("wi:{confirmed}:{creche}"),),
    "meetings.waiting": (words("/meetings"), tap("meetings")),
    "meetings.more_waiting": (tap("mw:0:0"),),
    "meetings.open_request": (tap("md:{registered}"),),
    "meetings.typed": (words("{ref_registered}", "meeting"), words("11/1/2027", "meeting:{registered}")),
    "meetings.met": (tap("mm:{registered}:2027-01-11"),),
    "calls.whom": (words("/calls"), tap("calls")),
    "calls.further": (tap("ca:0:0::0"),),
    "calls.take_up": (tap("pn:see:{guest}:0"),),
    "calls.told": (tap("pn:told:{guest}:9999"),),
    "calls.still_looking": (tap("pn:still:{guest}:0"),),
    "calls.missed": (tap("pn:missed:{guest}:0"),),
    "slips.who": (tap("qp:{confirmed}"),),
    "slips.ask_why": (tap("qs:ask:{confirmed}:{mark}"),),
    "slips.detach": (tap("qd:{confirmed}:{mark}:phone lost"),),
    "slips.print_": tuple(tap(f"qs:{do}:{{guest_confirmed}}:{{guestmark}}") for do in ("print", "other")),
    "behalf.confirm": (tap("bh:confirm:{guest_met}"),),
    "behalf.predemand": (words("ONE-1234", "behalf:{guest_met}"),),
    "behalf.leave": (tap("bh:leave:{guest_confirmed}"),),
    "behalf.withdraw": (tap("bh:withdraw:{guest_confirmed}"), tap("bh:undo:{guest_withdrawn}")),
    "behalf.ask_answer": (tap("bh:answer:{guest_offered}"),),
    "behalf.answer": (tap("bh:accept:{offer_guest_offered}"), tap("bh:decline:{offer_guest_offered}")),
    "behalf.ended": (tap("bh:end:{guest_expecting}"),),
    "spoken.what_else": (tap("bh:else:{guest_confirmed}"),),
    "spoken.where": (tap("bh:where:{guest_confirmed}"),),
    "spoken.ask_pause": (tap("bh:pause:{guest_confirmed}"),),
    "spoken.looks": (tap("bh:still:{guest_confirmed}"), tap("bh:rest:{guest_confirmed}")),
    "spoken.ask_birth": (tap("bh:born:{guest_expecting}"), tap("bh:fix:{guest_born}")),
    "spoken.born": (tap("bb:on:{guest_expecting}:2027-01-11"), tap("bb:fixed:{guest_born}:2026-10-04")),
    "spoken.birth_typed": (words("11/1/2027", "behalf-birth:{guest_expecting}"),),
    "spoken.birth_typed_again": (words("4/10/2026", "behalf-birth-fix:{guest_born}"),),
    "spoken.which": (tap("bk:{guest_confirmed}:{guestmark}"),),
    "spoken.ask": (tap("bc:name:{guest_confirmed}:{guestmark}:"),),
    "spoken.speaks": (tap("bc:language:{guest_confirmed}:{guestmark}:nl"),),
    "spoken.said": (words("Eva Novak", "behalf-own:name/{guestmark}/{guest_confirmed}"),),
    "spoken_data.copy": (tap("bd:copy:{guest_confirmed}:{guestmark}"),),
    "spoken_data.ask": (tap("bd:erase:{guest_confirmed}:{guestmark}"),),
    "spoken_data.erase": (tap("be:{guest_confirmed}:{guestmark}:000"),),
    "claims.seen": (tap("cl:seen:{claimed}:52-1a"),),
    "claims.doubt": (tap("cl:doubt:{claimed}:52-1a"),),
    "claims.take_out": (tap("co:{claimed}:52-1a:not shown"),),
    "rounds.deciding.see": (words("/round"), tap("round"), tap("rd:see:0")),
    "rounds.deciding.prepare": (tap("rd:prepare:0"),),
    "rounds.deciding.ask": (tap("rd:ask:{at}", only=COORDINATOR),),
    "rounds.deciding.approve": (tap("rd:approve:{at}", only=COORDINATOR),),
    "rounds.reading.lines": (tap("rl:unplaced:0"),),
    "rounds.reading.line": (tap("rx:{confirmed}:unplaced:0"),),
    "rounds.reading.typed": (words("{ref_confirmed}", "round"),),
    "rounds.changing.which": (tap("ro:{confirmed}"),),
    "rounds.changing.ask_why": (tap("rw:{confirmed}:"),),
    "rounds.changing.because": (words("le frère y est", "otherwise:{confirmed}:"),),
    "rounds.following.who_is_next": (tap("rn:{creche}"),),
    "rounds.following.send_next": (tap("rg:{creche}:{confirmed}"),),
    "offers.under_way.under_way": (words("/offers"), tap("offers")),
    "offers.under_way.more": (tap("ou::0"),),
    "offers.under_way.open_offer": (tap("od:{offer_offered}"),),
    "offers.under_way.ask_first_day": (tap("on:signed:{offer_accepted}:0"),),
    "offers.under_way.first_day": (words("4/10/2027", "first-day:{offer_accepted}"),),
    "offers.under_way.signed": (tap("og:{offer_accepted}:2027-10-01"),),
    "offers.under_way.ask": (tap("on:refused:{offer_accepted}:0"),),
    "offers.under_way.note": (tap("on:refused:{offer_accepted}:1"),),
    "offers.sending.which_start": (tap("ow:{urgent}"),),
    "offers.sending.ask": (tap("os:{urgent}:{creche}:20271004"),),
    "offers.sending.send": (tap("oy:{urgent}:{creche}:20271004"),),
    "offers.leaving.which_day": (tap("lw:{enrolled}"),),
    "offers.leaving.tapped": (tap("lv:{enrolled}:2027-01-11"),),
    "offers.leaving.typed": (words("11/1/2027", "leaving:{enrolled}"),),
    "sponsors.firms.every": (words("/sponsors"), tap("sponsors")),
    "sponsors.firms.further": (tap("sp:0"),),
    "sponsors.firms.one": (tap("sf:{firm}"),),
    "sponsors.contacts.one": (tap("kc:{firm}:{hrmark}:0"),),
    "sponsors.contacts.take_out": (tap("kc:{firm}:{hrmark}:1"),),
    "sponsors.overview.everywhere": (tap("so:"),),
    "sponsors.overview.one_creche": (tap("so:{creche}"),),
    "sponsors.overview.board": (tap("sx"),),
    "sponsors.firms.ask_change": (tap("se:{firm}"),),
    "sponsors.firms.changed": (words("Verrerie du Condroz", "sponsor-change:{firm}"),),
    "sponsors.listed.ask": (tap("ax"),),
    "sponsors.listed.sent": (words("bonjour", "agreements-file"),),
    "sponsors.firms.ask_number": (tap("sn"),),
    "sponsors.firms.typed": (words("0403170701", "sponsor"), words("Verrerie", "sponsor:0403170701")),
    "sponsors.agreements.one": (tap("ag:{agreement}"),),
    "sponsors.agreements.begin": (tap("as:{firm}"),),
    "sponsors.agreements.change": (tap("ac:{agreement}"),),
    "sponsors.agreements.ask": (tap("aq:{writing}:places", only=HERS),),
    "sponsors.agreements.leave": (tap("al:{writing}", only=HERS),),
    "sponsors.agreements.tapped": (tap("af:{writing}:price:", only=HERS),),
    "sponsors.agreements.typed": (words("3", "agreement:{writing}", only=HERS),),
    "sponsors.agreements.done": (
        tap("ak:{writing}:1", only=HERS),
        tap("ak:{writing}:0", only=HERS),
    ),
    "invitations.whom": (words("/invite"), tap("invite")),
    "invitations.which_firm": (tap("iv:hr::0"),),
    "invitations.which_creche": (tap("iv:director::0"),),
    "invitations.link": (
        tap("iv:hr:{firm}:0"),
        tap("iv:director:{creche}:0"),
        tap("iv:coordinator::0"),
        tap("iv:guardian:{family}:0", only=NOBODY),
        tap("iv:nobody:{firm}:0", only=NOBODY),
    ),
    "invitations.take_back": (tap("ivb:{invitation}", only={"a": COORDINATOR, "b": COORDINATOR}),),
    "welcome.not_understood": (words("bonjour"), Try("bonjour", "edited_message")),
    "welcome.old_button": (tap("xyz"),),
}
