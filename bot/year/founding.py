"""The cooperative on the first day: staff, firms with their agreements and codes, children who are there."""

from dataclasses import replace
from datetime import date, timedelta

from bot.actions.house import publish
from bot.examples.maker import WEEKS, Maker
from bot.rules.calendar import Period
from bot.rules.people import Child, Mandate, Role
from bot.rules.places import Agreement, Sponsor, Stay, presumed_end
from bot.rules.policy import Creche, Policy
from bot.year.bot import Bot
from bot.year.firm import Contact
from bot.year.world import World

#: Chats of staff begin here, those of families at 1.
STAFF_CHATS = 1_000_000
_FILLED = 0.82  # of the places, on the first day
_USED = 0.7  # of the firms' places


def staff(world: World) -> dict[str, str]:
    """A coordinator (""), and a director for each crèche: person ids by crèche."""
    maker = maker_of(world)
    mandates = {"": Mandate(role=Role.COORDINATOR)}
    mandates |= {one.id: Mandate(role=Role.DIRECTOR, of=one.id) for one in world.bot.policy.creches}
    found = {}
    for number, (creche, mandate) in enumerate(mandates.items()):
        person = maker.person(STAFF_CHATS + number, maker.name(), "fr")
        maker.records.people.grant(person.id, mandate, at=maker.now)
        found[creche] = person.id
    return found


def second(world: World) -> str:
    """Another coordinator, who agrees to what the first announces to very many."""
    maker = maker_of(world)
    person = maker.person(3 * STAFF_CHATS, maker.name(), "fr")
    maker.records.people.grant(person.id, Mandate(role=Role.COORDINATOR), at=maker.now)
    return person.id


def house(world: World) -> None:
    """What is done whenever the house opens: the lists count what the contracts publish."""
    publish(world.bot.memory, policy=world.bot.policy)


def firms(world: World, count: int) -> None:
    """Each with an agreement at one crèche, an HR contact, and codes for its colleagues."""
    maker, creches = maker_of(world), world.bot.policy.creches
    for number in range(count):
        firm = Sponsor(id=f"firm-{number + 1}", name=f"Firme {number + 1}", example=True)
        maker.records.sponsors.add(firm)
        contact = maker.person(2 * STAFF_CHATS + number, maker.name(), "fr")
        maker.records.people.grant(contact.id, Mandate(role=Role.HR, of=firm.id), at=maker.now)
        Contact(world, contact.id)
        _agree(maker, firm, creches[number % len(creches)])
        for code in range(maker.chance.randint(1, 8)):
            word = f"CODE-{number + 1}-{code + 1}"
            maker.records.sponsors.add_code(firm.id, word, expires_at=maker.now + timedelta(days=500))
            world.codes.append(word)
    world.chance.shuffle(world.codes)


def _agree(maker: Maker, firm: Sponsor, creche: Creche) -> None:
    """One that ends within the year goes on for as many places."""
    start = maker.today - timedelta(days=maker.chance.randint(0, 400))
    days = timedelta(days=maker.chance.choice((500, 1000, 1500)))
    agreement = Agreement(
        id=maker.records.new_id(),
        sponsor_id=firm.id,
        creche=creche.id,
        places=maker.chance.randint(1, 3),
        period=Period(start, start + days),
        price_cents=800_000,
    )
    maker.records.sponsors.add_agreement(agreement)
    after = start + days + timedelta(days=1)
    if after < maker.today + timedelta(days=365):
        renewed = replace(agreement, id=maker.records.new_id(), period=Period(after, after + days))
        maker.records.sponsors.add_agreement(renewed)


def children(world: World) -> None:
    """Who is there already leaves when it is of age for school."""
    maker = maker_of(world)
    for creche in world.bot.policy.creches:
        firms = iter(_sponsored(maker, creche, world.bot.policy))
        for _ in range(int(creche.places * _FILLED)):
            born = maker.today - timedelta(days=maker.chance.randint(150, 1000))
            stay = _stay(maker, creche, born)
            maker.records.places.add_stay(replace(stay, agreement_id=next(firms, None)))


def _sponsored(maker: Maker, creche: Creche, policy: Policy) -> list[str]:
    """Most of the firms' places are used on the first day, never more than may be sponsored."""
    every = maker.records.sponsors.all_agreements()
    there = [one for one in every if one.creche == creche.id and maker.today in one.period]
    places = [one.id for one in there for _ in range(one.places)]
    most = creche.most * policy.sponsors_max_percent // 100
    return [one for one in places[:most] if maker.chance.random() < _USED]


def _stay(maker: Maker, creche: Creche, born: date) -> Stay:
    end = presumed_end(Child(born=True, day=born))
    return Stay(
        id=maker.records.new_id(),
        creche=creche.id,
        week=maker.chance.choice(WEEKS),
        period=Period(min(maker.today, born + timedelta(days=120)), max(end, maker.today)),
    )


def maker_of(world: World) -> Maker:
    bot: Bot = world.bot
    return Maker(bot.memory, bot.now, bot.policy, world.chance)
