using Marketing.Store;

namespace Marketing.Profiles.Analytics;

/// <summary>
/// What is counted of some rows, person by person: no set of people is needed, since each person comes once. The first ten people are kept, so that it can be told
/// whether several small tallies hold ten different ones together.
/// </summary>
internal sealed class Tally
{
    /// <summary>No cell of fewer customers is ever shown.</summary>
    public const int Fewest = SmallCells.Fewest;

    /// <summary>People; where tallies were added up, at least as many as there are.</summary>
    public long Customers { get; private set; }

    public long Second { get; private set; }

    public long Third { get; private set; }

    public long Orders { get; private set; }

    public double Units { get; private set; }

    public double Revenue { get; private set; }

    public double Returned { get; private set; }

    /// <summary>Numbers of the first ten people who make the tally large enough to be shown.</summary>
    public HashSet<int> People { get; } = [];

    /// <summary>Who adds what.</summary>
    public Sketch Sketch { get; } = new();

    /// <summary>Whether it may be shown.</summary>
    public bool IsEnough => People.Count >= Fewest;

    /// <summary>Counts one person.</summary>
    /// <param name="person">The person's number.</param>
    /// <param name="counts">False: the person does not help the tally to be shown (a viewer who never ordered).</param>
    /// <param name="second">Counts in <see cref="Second"/> too.</param>
    /// <param name="third">Counts in <see cref="Third"/> too.</param>
    public void AddPerson(int person, bool counts = true, bool second = false, bool third = false)
    {
        Customers++;
        Second += second ? 1 : 0;
        Third += third ? 1 : 0;
        if (counts && People.Count < Fewest)
        {
            People.Add(person);
        }
    }

    /// <summary>Adds sums of the person counted last.</summary>
    public void AddSums(long orders, double units, double revenue, double returned)
    {
        Orders += orders;
        Units += units;
        Revenue += revenue;
        Returned += returned;
    }

    /// <summary>Adds another one. Who is in both counts once where both are small, which is where it matters.</summary>
    public void Add(Tally other)
    {
        var both = Customers <= Fewest && other.Customers <= Fewest ? other.People.Count(People.Contains) : 0;
        Customers += other.Customers - both;
        Second += other.Second;
        Third += other.Third;
        AddSums(other.Orders, other.Units, other.Revenue, other.Returned);
        Sketch.Add(other.Sketch);
        foreach (var person in other.People.Order().TakeWhile(_ => People.Count < Fewest))
        {
            People.Add(person);
        }
    }
}
