namespace OmniHub.Sandbox;

/// <summary>Which scene shows which subject.</summary>
internal static class Scenes
{
    public static void Paint(Stage stage)
    {
        Action<Stage> scene = stage.Reading.Subject switch
        {
            Subject.Mountains => Mountains.Paint,
            Subject.Sea => Sea.Paint,
            Subject.City => City.Paint,
            Subject.Space => Space.Paint,
            Subject.Aurora => Aurora.Paint,
            Subject.Forest => Forest.Paint,
            Subject.Abstract => Abstract.Paint,
            Subject.Portrait => Portrait.Paint,
            Subject.Creature => Creature.Paint,
            Subject.StillLife => StillLife.Paint,
            Subject.Flowers => Flowers.Paint,
            Subject.Poster => Poster.Paint,
            Subject.Dunes => Dunes.Paint,
            Subject.Road => Road.Paint,
            Subject.Underwater => Underwater.Paint,
            _ => Landscape.Paint,
        };
        scene(stage);
    }
}
