# Adds to the bundled GDAL the drivers that gdal-src has no feature for: GML, GPX, KML and SOSI,
# and leaves out what the program never calls: the `gdal` command's algorithms and the network model,
# which are a third of GDAL's build.
# CMake reads it as a toolchain file (named in .cargo/config.toml), for PROJ too, where it does nothing.
# After a change here: cargo clean --release -p gdal-src -p proj-sys

set(GDAL_ENABLE_ALGORITHMS OFF CACHE BOOL "" FORCE)
set(ENABLE_GNM OFF CACHE BOOL "" FORCE)

if(CMAKE_HOST_SYSTEM_NAME STREQUAL "Windows")
  return() # Untested there: the four drivers are left out.
endif()

# Static libraries alone, so that the finished program needs nothing installed.
file(GLOB _berghald_folders /usr/lib/*-linux-gnu*)
list(APPEND _berghald_folders /usr/lib64 /usr/lib /usr/local/lib /opt/homebrew/lib)
if(DEFINED ENV{BERGHALD_STATIC_LIBRARIES})
  list(PREPEND _berghald_folders "$ENV{BERGHALD_STATIC_LIBRARIES}")
endif()
function(berghald_find_static variable file package)
  foreach(folder IN LISTS _berghald_folders)
    if(EXISTS "${folder}/${file}")
      set(${variable} "${folder}/${file}" CACHE FILEPATH "" FORCE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR
    "Berghald needs ${file} to build. Run assets/setup.sh, or install ${package} "
    "(apt-get install ${package}), or name its folder in BERGHALD_STATIC_LIBRARIES.")
endfunction()
berghald_find_static(EXPAT_LIBRARY libexpat.a libexpat1-dev)
berghald_find_static(FYBA_FYBA_LIBRARY libfyba.a libfyba-dev)
berghald_find_static(FYBA_FYGM_LIBRARY libfygm.a libfyba-dev)
berghald_find_static(FYBA_FYUT_LIBRARY libfyut.a libfyba-dev)

foreach(option GDAL_USE_EXPAT GDAL_USE_FYBA OGR_ENABLE_DRIVER_GML OGR_ENABLE_DRIVER_GPX
        OGR_ENABLE_DRIVER_KML OGR_ENABLE_DRIVER_SOSI)
  set(${option} ON CACHE BOOL "" FORCE)
endforeach()

# gdal-src ships without the data files of the GML driver: skip what is not there.
if(NOT COMMAND _configure_file)
  macro(configure_file source target)
    get_filename_component(_wanted "${source}" ABSOLUTE)
    if(EXISTS "${_wanted}")
      _configure_file("${source}" "${target}" ${ARGN})
    elseif(TARGET GDAL)
      get_property(_listed TARGET GDAL PROPERTY RESOURCE)
      list(REMOVE_ITEM _listed "${source}")
      set_property(TARGET GDAL PROPERTY RESOURCE "${_listed}")
    endif()
  endmacro()
endif()
