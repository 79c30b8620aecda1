using System.Globalization;
using Marketing.DemoShop.Customers;

namespace Marketing.DemoShop.Simulation;

/// <summary>
/// The year, day by day, in order of time. It keeps what customers remember and one day's events; each visit has its own dice, so how events are taken out
/// (fast, slowly, by whichever thread) changes nothing.
/// </summary>
internal sealed class Year(World world, DateOnly lastDay)
{
    private readonly DateTimeOffset _start = new(lastDay.AddDays(1 - ShopCalendar.Days), default, TimeSpan.Zero);
    private readonly EventQueue _queue = new();
    private readonly CustomerState[] _states = [.. world.Tastes.Select(taste => new CustomerState(taste))];
    private readonly Shopper _shopper = new(world, new AfterSales(world), new Showcase(world));

    public IEnumerable<DemoEvent> Play()
    {
        for (var day = 0; day < ShopCalendar.Days; day++)
        {
            PlayCustomers(day);
            PlayPassersBy(day);
            Bots.Play(world, day, DayStart(day), _queue);
            foreach (var happened in _queue.TakeUntil(DayStart(day + 1)))
            {
                yield return happened;
            }
        }
    }

    private DateTimeOffset DayStart(int day) => _start.AddDays(day);

    private void PlayCustomers(int day)
    {
        var traffic = ShopCalendar.Traffic(day);
        foreach (var state in _states)
        {
            var taste = state.Taste;
            if (!taste.IsActive(day))
            {
                continue;
            }

            var dice = new Dice(world.Seed, Purpose.Day, taste.Index, day);
            var visits = dice.Poisson(taste.VisitsPerDay * traffic + (state.HasWish(day) ? 0.3 : 0));
            for (var number = 0; number < Math.Min(visits, 3); number++)
            {
                var key = (day * 4L) + number;
                var visitDice = new Dice(world.Seed, Purpose.Session, taste.Index, key);
                var id = $"{day:000}-{taste.Index + 1:0000}-{number}";
                var startsAnonymous = visitDice.Chance(0.14);
                _shopper.Run(
                    new Visit(id, state, visitDice, day, StartOf(visitDice, taste, day), _queue)
                    {
                        Channel = taste.Customer.ConsentEmail == true && visitDice.Chance(0.14) ? "email" : taste.Channel,
                        SignedIn = !startsAnonymous,
                        WillSignIn = startsAnonymous && visitDice.Chance(0.75),
                        SessionId = startsAnonymous ? SessionId(visitDice) : null,
                    }
                );
            }
        }
    }

    /// <summary>People who never sign in. Each is like some customer, and is forgotten with the visit.</summary>
    private void PlayPassersBy(int day)
    {
        var dice = new Dice(world.Seed, Purpose.AnonymousDay, day);
        var visits = dice.Poisson(world.Options.AnonymousVisits * world.Tastes.Count / 1_000 * ShopCalendar.Traffic(day));
        for (var number = 0; number < visits; number++)
        {
            var visitDice = new Dice(world.Seed, Purpose.AnonymousSession, day, number);
            var taste = visitDice.Pick(world.Tastes);
            _shopper.Run(
                new Visit($"{day:000}-a{number:000}", new CustomerState(taste), visitDice, day, StartOf(visitDice, taste, day), _queue)
                {
                    Channel = "web",
                    SessionId = SessionId(visitDice),
                }
            );
        }
    }

    /// <summary>Within this UTC day, around the customer's own hour, at weekends later in the morning and never much at night.</summary>
    private DateTimeOffset StartOf(Dice dice, Taste taste, int day)
    {
        var weekend = ShopCalendar.DateOf(day).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var local =
            dice.Chance(0.55) ? taste.BestHour + 1.6 * dice.Normal()
            : weekend ? 14.5 + 3.8 * dice.Normal()
            : 16 + 4.6 * dice.Normal();
        var utc = ((local - taste.UtcOffset) % 24 + 48) % 24;
        return DayStart(day).AddMilliseconds(Math.Floor(utc * 3_600_000));
    }

    internal static string SessionId(Dice dice) => "s-" + (dice.Next() >> 16).ToString("x12", CultureInfo.InvariantCulture);
}
