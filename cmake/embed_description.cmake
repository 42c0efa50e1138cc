# Writes SOURCE, a C++ file that holds every .json and .css of FOLDER as text. Run by Description.cmake when a build runs.
# One literal has at most 60,000 octets, because compilers promise to take no more than 65,536; longer files are several.
file(GLOB files ${FOLDER}/*.json ${FOLDER}/*.css)
list(SORT files)
set(parts "")
set(names "")
set(count 0)
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(FIND "${text}" ")__text\"" found)
  if(NOT found EQUAL -1)
    message(FATAL_ERROR "${file} holds what ends a literal")
  endif()
  string(LENGTH "${text}" left)
  set(at 0)
  set(pieces "")
  while(left GREATER 0)
    string(SUBSTRING "${text}" ${at} 60000 piece)
    string(LENGTH "${piece}" taken)
    if(taken EQUAL 60000)
      # At the end of a line, because a cut may not go through a character.
      string(FIND "${piece}" "\n" taken REVERSE)
      math(EXPR taken "${taken} + 1")
      string(SUBSTRING "${piece}" 0 ${taken} piece)
    endif()
    string(APPEND parts "constexpr std::string_view part_${count} = R\"__text(${piece})__text\";\n")
    string(APPEND pieces "part_${count}, ")
    math(EXPR count "${count} + 1")
    math(EXPR at "${at} + ${taken}")
    math(EXPR left "${left} - ${taken}")
  endwhile()
  string(APPEND names "    {\"${name}\", {${pieces}}},\n")
endforeach()
file(WRITE ${SOURCE} "// Generated from api/http/description; do not edit.
#include \"api/http/description.hpp\"

namespace tanbu::http {
namespace {
${parts}}  // namespace

const std::vector<DescriptionFile>& description_files() {
  static const std::vector<DescriptionFile> files{
${names}  };
  return files;
}

}  // namespace tanbu::http
")
